#include "sdk/sqlite/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace halberd {
namespace {

std::string own_uid() {
    return "uid " + std::to_string(::geteuid());
}

} // namespace

void synchronise_folder(const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
}

tl::expected<void, std::string> make_private_file(const std::string& path, const std::string& no_file) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        if (!S_ISREG(status.st_mode)) {
            return tl::unexpected(path + " " + no_file);
        }
        if (status.st_uid != ::geteuid()) {
            return tl::unexpected(path + " belongs to uid " + std::to_string(status.st_uid) + "; it has to belong to " +
                                  own_uid() + ", that of this process");
        }
        return {};
    }
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return tl::unexpected(path + " can't be created: " + std::strerror(errno) + "; make its folder writable for " +
                              own_uid());
    }
    ::close(fd);
    synchronise_folder(std::filesystem::path(path).parent_path());
    return {};
}

} // namespace halberd
