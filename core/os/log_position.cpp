#include "core/os/log_position.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace halberd {

std::optional<FileState> state_of(const UniqueFd& file) {
    constexpr std::int64_t nanoseconds = 1'000'000'000;
    struct statx status {};
    if (::statx(file.get(), "", AT_EMPTY_PATH, STATX_INO | STATX_SIZE | STATX_BTIME, &status) != 0) {
        return std::nullopt;
    }
    const bool is_birth_known = (status.stx_mask & STATX_BTIME) != 0;
    return FileState{{makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino,
                      is_birth_known ? status.stx_btime.tv_sec * nanoseconds + status.stx_btime.tv_nsec : 0},
                     status.stx_size};
}

} // namespace halberd
