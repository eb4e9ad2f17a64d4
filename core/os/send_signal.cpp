#include "core/os/send_signal.hpp"

#include <cerrno>
#include <csignal>

namespace halberd {

Result<void> send_signal(pid_t target, int signal) {
    if (::kill(target, signal) != 0) {
        return system_failure("kill", errno, std::to_string(target));
    }
    return {};
}

} // namespace halberd
