#include "core/os/whole_file.hpp"

#include "core/base/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace halberd {
namespace {

constexpr std::size_t LargestSize = 1 << 20;

} // namespace

Result<std::string> read_whole_file(const std::string& path) {
    // A FIFO without a writer would hold up the loop.
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.is_open()) {
        return system_failure("open", errno, path);
    }
    std::string text;
    std::array<char, 8192> buffer{};
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count == 0) {
            return text;
        }
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return system_failure("read", errno, path);
        }
        if (text.size() > LargestSize) {
            return system_failure("read", EFBIG, path);
        }
    }
}

} // namespace halberd
