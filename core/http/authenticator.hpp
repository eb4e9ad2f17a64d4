#pragma once

#include "core/base/caller.hpp"
#include "core/http/http_door.hpp"
#include "core/http/password_worker.hpp"
#include "core/http/stored_password.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Tells by the credentials of a request who sends it.
class Authenticator {
 public:
    enum class Verdict {
        Granted,
        Denied,    // no, other or wrong credentials: 401
        Malformed, // credentials that cannot be read: 400
        Busy,      // too many passwords are being looked at: 503
    };
    struct Decision {
        Verdict verdict = Verdict::Denied;
        std::string user; // when granted
        Role role = Role::Read;
        std::optional<std::string> claimed; // when denied: the name that came with the password
    };
    using Reply = std::function<void(Decision)>;

    Authenticator(boost::asio::io_context& context, std::vector<HttpUser> users);

    bool has_users() const { return !users_.empty(); }

    // Judges the value of an Authorization header; replies during the call, or later when the password has to be held
    // against a hash of crypt. `source` is the address that it comes from.
    void judge(std::string_view header, const std::string& source, const Reply& reply);

    // Those who wait get no reply.
    void abandon() { worker_.abandon(); }

 private:
    struct User {
        std::string name;
        std::optional<StoredPassword> password;
        std::optional<std::string> token;
        Role role = Role::Admin;
    };
    Decision judge_token(const std::string& token) const;
    void judge_password(const std::string& name, const std::string& password, const std::string& source,
                        const Reply& reply);

    std::vector<User> users_;
    std::optional<StoredPassword> decoy_; // what a password of somebody unknown is held against: to take as long
    PasswordWorker worker_;
};

} // namespace halberd
