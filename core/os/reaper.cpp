#include "core/os/reaper.hpp"

#include <sys/wait.h>

#include <cerrno>

namespace halberd {

std::vector<std::pair<pid_t, WaitStatus>> reap_all() {
    std::vector<std::pair<pid_t, WaitStatus>> ended;
    for (;;) {
        int status = 0;
        const pid_t pid = ::waitpid(-1, &status, WNOHANG);
        if (pid > 0) {
            ended.emplace_back(pid, WaitStatus(status));
        } else if (pid == 0 || errno != EINTR) {
            return ended;
        }
    }
}

} // namespace halberd
