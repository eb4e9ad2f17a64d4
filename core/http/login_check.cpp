#include "core/http/login_check.hpp"

#include "core/http/failed_logins.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <utility>

namespace halberd {
namespace {

HttpResponse refusal(int status, std::string header, std::string value) {
    HttpResponse response = error_response(status);
    response.headers.emplace_back(std::move(header), std::move(value));
    return response;
}

} // namespace

// The failed logins with the timer for what is told later. There is one while something is to be told, or may be.
struct LoginCheck::Audit : std::enable_shared_from_this<Audit> {
    Audit(boost::asio::io_context& context, Log& log, std::string server)
        : failed(log, std::move(server)), timer(context) {}

    void note(const HttpVisitor& visitor, const FailedLogins::Claimed& claimed) {
        failed.note(visitor, claimed, std::chrono::steady_clock::now());
        if (!is_armed) {
            arm();
        }
    }

    void arm() {
        const auto deadline = failed.next_deadline();
        is_armed = deadline.has_value();
        if (!is_armed) {
            return;
        }
        timer.expires_at(*deadline);
        timer.async_wait([self = weak_from_this()](const boost::system::error_code& cancelled) {
            const auto still_there = self.lock();
            if (cancelled || !still_there) {
                return;
            }
            still_there->failed.tick(std::chrono::steady_clock::now());
            still_there->arm();
        });
    }

    FailedLogins failed;
    boost::asio::steady_timer timer;
    bool is_armed = false;
};

LoginCheck::LoginCheck(boost::asio::io_context& context, std::vector<HttpUser> users, Log* audit, std::string server)
    : authenticator_(context, std::move(users)),
      audit_(audit != nullptr ? std::make_shared<Audit>(context, *audit, std::move(server)) : nullptr) {}

LoginCheck::~LoginCheck() = default;

void LoginCheck::check(const HttpVisitor& visitor, std::string_view authorization, const Reply& reply) {
    if (visitor.role && (authorization.empty() || !authenticator_.has_users())) {
        reply(Caller{{}, *visitor.role, visitor.from});
        return;
    }
    const bool has_tried = !authorization.empty(); // browsers do not at first
    authenticator_.judge(authorization, visitor.source,
                         [this, &visitor, has_tried, reply](const Authenticator::Decision& decision) {
                             if (decision.verdict == Authenticator::Verdict::Granted) {
                                 reply(Caller{decision.user, decision.role, visitor.from});
                             } else {
                                 reply(refuse(visitor, decision, has_tried));
                             }
                         });
}

LoginCheck::Outcome LoginCheck::refuse(const HttpVisitor& visitor, const Authenticator::Decision& decision,
                                       bool has_tried) {
    switch (decision.verdict) {
        case Authenticator::Verdict::Denied:
            if (audit_ != nullptr && has_tried) {
                audit_->note(visitor, decision.claimed);
            }
            return tl::unexpected(refusal(401, "WWW-Authenticate", "Basic realm=\"default\""));
        case Authenticator::Verdict::Busy:
            return tl::unexpected(refusal(503, "Retry-After", "1"));
        case Authenticator::Verdict::Malformed:
        case Authenticator::Verdict::Granted:
            break;
    }
    return tl::unexpected(error_response(400));
}

void LoginCheck::close() {
    authenticator_.abandon();
    if (audit_ != nullptr) {
        audit_->failed.finish();
        audit_->timer.cancel();
    }
}

} // namespace halberd
