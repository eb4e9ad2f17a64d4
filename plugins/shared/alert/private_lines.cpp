#include "plugins/shared/alert/private_lines.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace halberd::alert {

tl::expected<std::vector<std::string>, std::string> read_private_lines(const std::string& name,
                                                                       const std::string& path) {
    struct stat status {};
    std::ifstream file(path);
    if (::stat(path.c_str(), &status) != 0 || !file.is_open()) {
        return tl::unexpected(name + " " + path + " can't be read: " + std::strerror(errno));
    }
    if ((status.st_mode & 077U) != 0) {
        return tl::unexpected(name + " " + path + " is open to other users: chmod 600 " + path);
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace halberd::alert
