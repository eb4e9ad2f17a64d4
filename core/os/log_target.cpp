#include "core/os/log_target.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

namespace halberd {
namespace {

// The descriptor of ours that a path stands for: 1 for /dev/stdout and /dev/fd/1.
std::optional<int> named_descriptor(std::string_view path) {
    if (path == "/dev/stdout") {
        return STDOUT_FILENO;
    }
    if (path == "/dev/stderr") {
        return STDERR_FILENO;
    }
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        int fd = -1;
        if (path.starts_with(folder) &&
            std::from_chars(path.data() + folder.size(), path.data() + path.size(), fd).ec == std::errc()) {
            return fd;
        }
    }
    return std::nullopt;
}

std::optional<int> own_descriptor(const std::string& path) {
    if (const std::optional<int> named = named_descriptor(path)) {
        return named;
    }
    std::error_code is_no_link;
    return named_descriptor(std::filesystem::read_symlink(path, is_no_link).native());
}

} // namespace

UniqueFd open_log_target(const std::string& path, int extra_flags, mode_t mode) {
    const std::optional<int> own = own_descriptor(path);
    // A FIFO opened for writing only would wait for its reader.
    struct stat status {};
    const bool is_fifo = ::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode) && !own;
    // No O_APPEND: splice(2) refuses it.
    const int flags = (is_fifo ? O_RDWR : O_WRONLY) | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | extra_flags;
    UniqueFd fd(::open(path.c_str(), flags, mode));
    if (!fd && errno == ENXIO && own) {
        // A socket cannot be opened by its path in /proc.
        fd.reset(::fcntl(*own, F_DUPFD_CLOEXEC, 3));
    }
    return fd;
}

bool names_own_descriptor(const std::string& path) {
    return own_descriptor(path).has_value();
}

std::string kind_of_target(int fd, const std::string& path) {
    struct stat status {};
    ::fstat(fd, &status);
    switch (status.st_mode & S_IFMT) {
        case S_IFIFO:
            return names_own_descriptor(path) ? "a pipe" : "a FIFO";
        case S_IFSOCK:
            return "a socket";
        case S_IFCHR:
            return ::isatty(fd) == 1 ? "a terminal" : "a device";
        default:
            return "no log file of its own";
    }
}

} // namespace halberd
