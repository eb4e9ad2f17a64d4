#pragma once

#include <string>
#include <string_view>

namespace halberd {

// The one user of a server. The password is plain, or "{SHA}" and its SHA-1 in lower-case hexadecimal.
struct HttpCredentials {
    std::string username;
    std::string password;
};

// HTTP basic authentication against one user. Supervisor: http.py supervisor_auth_handler.
class BasicAuth {
 public:
    enum class Verdict {
        Granted,
        Denied,    // no, other or wrong credentials: 401
        Malformed, // credentials that cannot be read: 400
    };

    explicit BasicAuth(HttpCredentials credentials);

    const std::string& username() const { return credentials_.username; }

    // Judges the value of an Authorization header; empty when there is none. Comparing takes the same time wherever
    // the difference is.
    Verdict check(std::string_view authorization) const;

 private:
    HttpCredentials credentials_;
};

} // namespace halberd
