// pidproxy: stands in for a program that goes into the background and leaves its pid in a file. It starts the command,
// and passes the signals that it gets to the process of that file, until the command has ended or a signal to end has
// been passed on. Supervisor: pidproxy.py.

#include "core/base/error.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {
namespace {

constexpr int exit_usage = 1;
constexpr int exit_not_passed_on = 1;
constexpr int exit_not_executed = 127; // as a shell says

constexpr std::string_view usage =
    R"(pidproxy -- run command and proxy signals to it via its pidfile.

This executable runs a command and then monitors a pidfile.  When this
executable receives a signal, it sends the same signal to the pid
in the pidfile.

Usage: {} <pidfile name> <command> [<cmdarg1> ...]

)";

sigset_t watched_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGQUIT, SIGCHLD}) {
        ::sigaddset(&signals, signal);
    }
    return signals;
}

// Starts the command with the signal mask that this program was started with. A name without a slash is a file of the
// present folder: PATH is not searched.
Result<void> start(char** command, const sigset_t& mask) {
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    ::posix_spawnattr_setsigmask(&attributes, &mask);
    const std::string file = std::filesystem::absolute(*command);
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, file.c_str(), nullptr, &attributes, command, environ);
    ::posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
        return system_failure("cannot execute", failed, file);
    }
    return {};
}

std::optional<pid_t> read_pid(const char* file) {
    std::ifstream stream(file);
    pid_t pid = 0;
    return stream >> pid && pid > 0 ? std::optional(pid) : std::nullopt;
}

bool means_the_end(int signal) {
    return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
}

// Sends the signal to the process of the file; the exit status when there is nothing left to do.
std::optional<int> pass_on(int signal, const char* file) {
    const auto pid = read_pid(file);
    if (!pid) {
        fmt::print("Can't read child pidfile {}!\n", file);
        std::fflush(stdout);
        return std::nullopt;
    }
    const bool is_sent = ::kill(*pid, signal) == 0;
    if (!is_sent) {
        fmt::print(stderr, "pidproxy: cannot signal process {} of {}: {}\n", *pid, file, errno_text(errno));
    }
    if (!means_the_end(signal)) {
        return std::nullopt;
    }
    return is_sent ? 0 : exit_not_passed_on;
}

int run(int argument_count, char** arguments) {
    if (argument_count < 3) {
        fmt::print(fmt::runtime(usage), arguments[0]);
        return exit_usage;
    }
    const char* const file = arguments[1];
    const sigset_t signals = watched_signals();
    sigset_t mask;
    ::signal(SIGCHLD, SIG_DFL); // whoever started us may have ignored it
    ::sigprocmask(SIG_BLOCK, &signals, &mask);
    if (const auto started = start(arguments + 2, mask); !started) {
        fmt::print(stderr, "pidproxy: {}\n", started.error().message());
        return exit_not_executed;
    }
    for (;;) {
        int signal = 0;
        ::sigwait(&signals, &signal);
        if (signal == SIGCHLD) {
            if (::waitpid(-1, nullptr, WNOHANG) > 0) {
                return 0;
            }
        } else if (const auto status = pass_on(signal, file)) {
            return *status;
        }
    }
}

} // namespace
} // namespace halberd

int main(int argc, char** argv) {
    return halberd::run(argc, argv);
}
