#include "plugins/shared/alert/credentials_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace halberd::alert {

tl::expected<MailCredentials, std::string> read_credentials_file(const std::string& path) {
    struct stat status {};
    std::ifstream file(path);
    if (::stat(path.c_str(), &status) != 0 || !file.is_open()) {
        return tl::unexpected("the credentials file " + path + " can't be read: " + std::strerror(errno));
    }
    if ((status.st_mode & 077U) != 0) {
        return tl::unexpected("the credentials file " + path + " is open to other users: chmod 600 " + path);
    }
    MailCredentials credentials;
    for (std::string line; std::getline(file, line);) {
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
