#pragma once

#include <string>
#include <string_view>

namespace halberd {

// What the Authorization header of a request says.
struct Authorization {
    enum class Scheme {
        None, // there is no header, or one of a scheme that we do not know
        Basic,
        Bearer,
        Malformed, // Basic, and what follows cannot be read
    };
    Scheme scheme = Scheme::None;
    std::string user;   // of Basic
    std::string secret; // the password, which may contain colons, or the token
};

// Reads the value of an Authorization header; empty when there is none.
Authorization parse_authorization(std::string_view header);

} // namespace halberd
