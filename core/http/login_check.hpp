#pragma once

#include "core/base/caller.hpp"
#include "core/http/authenticator.hpp"
#include "core/http/handler.hpp"
#include "core/http/http_visitor.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace halberd {

// Tells who sends a request, by the connection and by the credentials that were shown, or how the request is answered
// when it is not let in.
class LoginCheck {
 public:
    using Outcome = tl::expected<Caller, HttpResponse>;
    using Reply = std::function<void(Outcome)>;

    LoginCheck(boost::asio::io_context& context, std::vector<HttpUser> users);

    // `authorization` is the value of the header, empty without one. Replies during the call, or later when a password
    // has to be held against a hash of crypt. The visitor must stay until then.
    void check(const HttpVisitor& visitor, std::string_view authorization, const Reply& reply);

    // Those who wait get no reply.
    void abandon() { authenticator_.abandon(); }

 private:
    Authenticator authenticator_;
};

} // namespace halberd
