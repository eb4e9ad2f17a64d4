#include "core/http/login_check.hpp"

#include <utility>

namespace halberd {
namespace {

HttpResponse refusal(int status, std::string header, std::string value) {
    HttpResponse response = error_response(status);
    response.headers.emplace_back(std::move(header), std::move(value));
    return response;
}

LoginCheck::Outcome outcome_of(const Authenticator::Decision& decision, const HttpVisitor& visitor) {
    switch (decision.verdict) {
        case Authenticator::Verdict::Granted:
            return Caller{decision.user, decision.role, visitor.from};
        case Authenticator::Verdict::Denied:
            return tl::unexpected(refusal(401, "WWW-Authenticate", "Basic realm=\"default\""));
        case Authenticator::Verdict::Malformed:
            break;
        case Authenticator::Verdict::Busy:
            return tl::unexpected(refusal(503, "Retry-After", "1"));
    }
    return tl::unexpected(error_response(400));
}

} // namespace

LoginCheck::LoginCheck(boost::asio::io_context& context, std::vector<HttpUser> users)
    : authenticator_(context, std::move(users)) {}

void LoginCheck::check(const HttpVisitor& visitor, std::string_view authorization, const Reply& reply) {
    if (visitor.role && (authorization.empty() || !authenticator_.has_users())) {
        reply(Caller{{}, *visitor.role, visitor.from});
        return;
    }
    authenticator_.judge(authorization, visitor.source, [&visitor, reply](const Authenticator::Decision& decision) {
        reply(outcome_of(decision, visitor));
    });
}

} // namespace halberd
