#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::shell {

// What a command did.
struct Outcome {
    int status = 0;     // its exit status; 128 + N when signal N ended it
    std::string output; // what it wrote on stdout, when that is kept
};

enum class Output {
    ToStderr, // stdout of the command is this process's stderr
    Kept,
};

// When a command is not waited for any longer.
struct Patience {
    std::chrono::milliseconds limit;                 // it is killed then, with all that it has started
    const std::atomic<bool>* is_cancelled = nullptr; // likewise, soon after it becomes true
};

// Has /bin/sh run `command`, so that pipes and quotes work, with `input` as its stdin, and waits until it ends; however
// long that takes, unless `patience` is given. Its stderr is this process's; it inherits no other descriptor, and no
// signal is blocked or ignored. It is a process group of its own. The error is an errno: no process or no file in
// memory can be had (ETIMEDOUT, ECANCELED: it was killed as `patience` says).
//
// It may be used inside a process that reaps children with waitpid(-1): the command's status is not lost to it. [any
// thread]
tl::expected<Outcome, int> run(const std::string& command, std::string_view input, Output output,
                               std::optional<Patience> patience = std::nullopt);

// "exited with status 3", "was ended by signal SIGKILL".
std::string explain(int status);

} // namespace halberd::shell
