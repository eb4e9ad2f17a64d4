#include "plugins/shared/alert/credentials_file.hpp"

#include "plugins/shared/alert/private_lines.hpp"

namespace halberd::alert {

tl::expected<MailCredentials, std::string> read_credentials_file(const std::string& path) {
    const auto lines = read_private_lines("the credentials file", path);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    MailCredentials credentials;
    for (const std::string& line : *lines) {
        const std::size_t equals = line.find('=');
        const std::string key = line.substr(0, equals);
        if (equals != std::string::npos && (key == "user" || key == "password")) {
            (key == "user" ? credentials.user : credentials.password) = line.substr(equals + 1);
        }
    }
    if (credentials.user.empty() || credentials.password.empty()) {
        return tl::unexpected("the credentials file " + path + " has to have the lines user=… and password=…");
    }
    return credentials;
}

} // namespace halberd::alert
