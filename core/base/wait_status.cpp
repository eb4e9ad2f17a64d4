#include "core/base/wait_status.hpp"

#include "core/base/signal_names.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

namespace halberd {

WaitStatus WaitStatus::from_exit_code(int code) {
    return WaitStatus(W_EXITCODE(code & 0xff, 0));
}

WaitStatus WaitStatus::from_signal(int signal) {
    return WaitStatus(W_EXITCODE(0, signal));
}

bool WaitStatus::exited() const {
    return WIFEXITED(raw_);
}

bool WaitStatus::signalled() const {
    return WIFSIGNALED(raw_);
}

int WaitStatus::exit_code() const {
    return exited() ? WEXITSTATUS(raw_) : -1;
}

int WaitStatus::signal() const {
    return signalled() ? WTERMSIG(raw_) : 0;
}

bool WaitStatus::dumped_core() const {
    return signalled() && WCOREDUMP(raw_);
}

int WaitStatus::shell_status() const {
    return signalled() ? 128 + signal() : exit_code();
}

std::string WaitStatus::describe() const {
    if (exited()) {
        return "exit status " + std::to_string(exit_code());
    }
    if (signalled()) {
        return "terminated by " + signal_name(signal()) + (dumped_core() ? " (core dumped)" : "");
    }
    return fmt::format("unknown termination cause 0x{:04x}", raw_);
}

} // namespace halberd
