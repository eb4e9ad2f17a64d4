#pragma once

#include <cerrno>

namespace halberd {

// The result of a system call, which is made again for as long as a signal interrupts it. The daemon's signal handlers
// are installed without SA_RESTART, so that SIGCHLD ends any call on a pipe with EINTR.
template <class Call>
auto unless_interrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) {
        result = call();
    }
    return result;
}

} // namespace halberd
