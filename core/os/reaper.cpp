#include "core/os/reaper.hpp"

#include <sys/wait.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace halberd {
namespace {

using Ended = std::vector<std::pair<pid_t, WaitStatus>>;

// What the signal handler leaves for the loop: pids, 0 where there is none. Further ones are left to reap_all().
std::array<std::atomic<pid_t>, 64> announced;

// What was to be called on SIGCHLD, and still is.
void (*next_handler)(int) = nullptr;

void announce(int signal, siginfo_t* info, void* /*context*/) {
    for (std::atomic<pid_t>& place : announced) {
        pid_t none = 0;
        if (place.compare_exchange_strong(none, info->si_pid)) {
            break;
        }
    }
    next_handler(signal);
}

// Adds the child, or any for -1, if it has ended; false when there is none (any more).
bool reap(pid_t wanted, Ended& ended) {
    for (;;) {
        int status = 0;
        const pid_t pid = ::waitpid(wanted, &status, WNOHANG);
        if (pid > 0) {
            ended.emplace_back(pid, WaitStatus(status));
            return true;
        }
        if (pid == 0 || errno != EINTR) {
            return false;
        }
    }
}

} // namespace

Ended reap_all() {
    Ended ended;
    while (reap(-1, ended)) {
    }
    return ended;
}

void announce_children() {
    struct sigaction action {};
    ::sigaction(SIGCHLD, nullptr, &action);
    if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        return; // nobody has asked for the signal, or the pids come already
    }
    next_handler = action.sa_handler;
    action.sa_sigaction = &announce;
    action.sa_flags |= SA_SIGINFO;
    ::sigaction(SIGCHLD, &action, nullptr);
}

Ended reap_announced() {
    Ended ended;
    for (std::atomic<pid_t>& place : announced) {
        if (const pid_t pid = place.exchange(0); pid > 0) {
            reap(pid, ended);
        }
    }
    return ended;
}

} // namespace halberd
