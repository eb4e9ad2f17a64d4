#include "sdk/shell/shell_command.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <utility>

namespace halberd::shell {
namespace {

constexpr int exit_not_executed = 127; // the shell's own number for a command that isn't there

class MemoryFile {
 public:
    // A file of the given content, at its beginning. fd() is -1 when it can't be made; errno says why.
    explicit MemoryFile(std::string_view content) : fd_(::memfd_create("command", MFD_CLOEXEC)) {
        while (fd_ >= 0 && !content.empty()) {
            const ssize_t count = ::write(fd_, content.data(), content.size());
            if (count < 0) {
                ::close(std::exchange(fd_, -1));
                return;
            }
            content.remove_prefix(static_cast<std::size_t>(count));
        }
        ::lseek(fd_, 0, SEEK_SET);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    int fd() const { return fd_; }

    std::string content() const {
        std::string text;
        std::array<char, 4096> chunk{};
        ssize_t count = 0;
        while ((count = ::pread(fd_, chunk.data(), chunk.size(), static_cast<off_t>(text.size()))) > 0) {
            text.append(chunk.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

 private:
    int fd_;
};

// What the watcher needs; prepared before it, because it must not allocate.
struct Job {
    std::array<const char*, 4> argv;
    int input;
    int output;
};

[[noreturn]] void exec_shell(const Job& job) {
    sigset_t none;
    ::sigemptyset(&none);
    ::signal(SIGPIPE, SIG_DFL); // Python's supervisord starts its children with it ignored
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv("/bin/sh", const_cast<char* const*>(job.argv.data()));
    ::_exit(exit_not_executed);
}

// The body of the watcher, a copy of this process between fork and exec: only async-signal-safe calls.
int watch_shell(void* argument) {
    const Job& job = *static_cast<const Job*>(argument);
    ::setpgid(0, 0); // so that all of a command that hangs can be killed
    ::signal(SIGCHLD, SIG_DFL);
    if (::dup2(job.input, STDIN_FILENO) < 0 || ::dup2(job.output, STDOUT_FILENO) < 0) {
        ::_exit(exit_not_executed);
    }
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    const pid_t shell = ::_Fork();
    if (shell == 0) {
        exec_shell(job);
    }
    int status = 0;
    if (shell < 0 || ::waitpid(shell, &status, 0) != shell) {
        ::_exit(exit_not_executed);
    }
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// Starts the watcher; its pid, and a descriptor that becomes readable when it has ended. -1 with errno when no process
// can be made.
//
// The shell is not our own child but that of a watcher, which is cloned without an exit signal: the daemon's
// waitpid(-1), which would take the status of any other child of this process, doesn't see it (waitpid(2), __WCLONE).
// All signals are blocked meanwhile, so that the copy never runs a handler of this process.
pid_t start_watcher(Job& job, int& ended) {
    alignas(std::max_align_t) std::array<char, 65536> stack; // a piece of this thread's own, used in the copy only
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t watcher = ::clone(watch_shell, stack.data() + stack.size(), CLONE_PIDFD, &job, &ended);
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return watcher;
}

// Waits until the descriptor is readable, 0, or patience is at its end, an errno.
int wait_for_end(int ended, const Patience& patience) {
    using namespace std::chrono_literals;
    constexpr std::chrono::milliseconds longest_look_away{100};
    const auto end = std::chrono::steady_clock::now() + patience.limit;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd event{ended, POLLIN, 0};
        if (::poll(&event, 1, static_cast<int>(std::clamp(left, 0ms, longest_look_away).count())) > 0) {
            return 0;
        }
        if (patience.is_cancelled != nullptr && *patience.is_cancelled) {
            return ECANCELED;
        }
        if (left <= 0ms) {
            return ETIMEDOUT;
        }
    }
}

// The exit status, 128 + N when signal N ended it; the error is an errno.
tl::expected<int, int> reap(pid_t watcher) {
    int status = 0;
    while (::waitpid(watcher, &status, __WCLONE) < 0) {
        if (errno != EINTR) {
            return tl::unexpected(errno);
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

tl::expected<int, int> run_shell(Job& job, const std::optional<Patience>& patience) {
    int ended = -1;
    const pid_t watcher = start_watcher(job, ended);
    if (watcher < 0) {
        return tl::unexpected(errno);
    }
    const int error = patience ? wait_for_end(ended, *patience) : 0;
    if (error != 0) {
        ::kill(-watcher, SIGKILL);
    }
    ::close(ended);
    const auto status = reap(watcher);
    return error != 0 ? tl::unexpected(error) : status;
}

} // namespace

tl::expected<Outcome, int> run(const std::string& command, std::string_view input, Output output,
                               std::optional<Patience> patience) {
    // Files and not pipes: a command that doesn't read its input to the end makes no SIGPIPE, and nothing can block.
    const MemoryFile given(input);
    const MemoryFile kept{{}};
    if (given.fd() < 0 || kept.fd() < 0) {
        return tl::unexpected(errno);
    }
    Job job{{"sh", "-c", command.c_str(), nullptr}, given.fd(), output == Output::Kept ? kept.fd() : STDERR_FILENO};
    const auto status = run_shell(job, patience);
    if (!status) {
        return tl::unexpected(status.error());
    }
    return Outcome{*status, kept.content()};
}

std::string explain(int status) {
    if (status > 128) {
        const char* name = ::sigabbrev_np(status - 128);
        return "was ended by signal " + (name != nullptr ? "SIG" + std::string(name) : std::to_string(status - 128));
    }
    std::string text = "exited with status " + std::to_string(status);
    if (status == exit_not_executed) {
        text += ": the shell found no such command";
    }
    return text;
}

} // namespace halberd::shell
