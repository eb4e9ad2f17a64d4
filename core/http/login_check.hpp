#pragma once

#include "core/base/caller.hpp"
#include "core/base/log.hpp"
#include "core/http/authenticator.hpp"
#include "core/http/handler.hpp"
#include "core/http/http_visitor.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Tells who sends a request, by the connection and by the credentials that were shown, or how the request is answered
// when it is not let in.
class LoginCheck {
 public:
    using Outcome = tl::expected<Caller, HttpResponse>;
    using Reply = std::function<void(Outcome)>;

    // Failed logins go to the audit log, if there is one, under what `server` calls the server. It must outlive this.
    LoginCheck(boost::asio::io_context& context, std::vector<HttpUser> users, Log* audit, std::string server);
    ~LoginCheck();
    LoginCheck(const LoginCheck&) = delete;
    LoginCheck& operator=(const LoginCheck&) = delete;

    // `authorization` is the value of the header, empty without one. Replies during the call, or later when a password
    // has to be held against a hash of crypt. The visitor must stay until then.
    void check(const HttpVisitor& visitor, std::string_view authorization, const Reply& reply);

    // The server goes: those who wait get no reply, and the audit log is told what it has not been told.
    void close();

 private:
    struct Audit;
    Outcome refuse(const HttpVisitor& visitor, const Authenticator::Decision& decision, bool has_tried);

    Authenticator authenticator_;
    std::shared_ptr<Audit> audit_; // null: none; with its timer
};

} // namespace halberd
