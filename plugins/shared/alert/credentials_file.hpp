#pragma once

#include <string>
#include <tl/expected.hpp>

namespace halberd::alert {

struct MailCredentials {
    std::string user;
    std::string password;
};

// Reads a file with the lines user=… and password=…, whatever stands behind the first "=" of a line being the value.
// The error, a phrase with the path, says what is wrong: others may read it, it can't be read, or a line is missing.
tl::expected<MailCredentials, std::string> read_credentials_file(const std::string& path);

} // namespace halberd::alert
