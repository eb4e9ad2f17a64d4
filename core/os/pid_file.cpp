#include "core/os/pid_file.hpp"

#include "core/base/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace halberd {
namespace {

std::string own_line() {
    return std::to_string(::getpid()) + "\n";
}

bool holds_own_pid(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::array<char, 64> buffer{};
    const ssize_t count = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
    return count > 0 && std::string_view(buffer.data(), static_cast<std::size_t>(count)) == own_line();
}

} // namespace

Result<PidFile> PidFile::write(std::string path) {
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file) {
        return system_failure("open", errno, path);
    }
    const std::string line = own_line();
    if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        return system_failure("write", errno, path);
    }
    return PidFile(std::move(path));
}

PidFile::PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PidFile& PidFile::operator=(PidFile&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

PidFile::~PidFile() {
    if (!path_.empty() && holds_own_pid(path_)) {
        ::unlink(path_.c_str());
    }
}

} // namespace halberd
