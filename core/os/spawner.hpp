#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"
#include "core/process/spawn_plan.hpp"

#include <sys/types.h>

#include <optional>

namespace halberd {

// The daemon's ends of a child's pipes: non-blocking, close-on-exec, numbered 3 or more.
struct ChildPipes {
    UniqueFd stdin_write; // closed when the plan brought a stdin of its own
    UniqueFd stdout_read;
    UniqueFd stderr_read; // closed when stderr is redirected into stdout
};

// A process that exists. If the program could not be executed, `failure` says which step failed and why ("chdir /x: No
// such file or directory"); the process is one nonetheless: it has written Supervisor's words to its stderr, and is
// reaped with exit code 127 like any other.
struct SpawnedChild {
    pid_t pid = 0;
    ChildPipes pipes;
    std::optional<Error> failure;
};

// Starts a process as planned: the leader of a process group of its own, in the daemon's session, with nothing open but
// the pipes at 0, 1 and 2 (or, at 0, the plan's stdin_fd, which stays open in the daemon), every signal at its default
// action and none blocked.
//
// An error means that no process was made: step "pipe" or "dup" (EMFILE, ENFILE), or "clone" (EAGAIN, ENOMEM).
//
// The daemon is suspended until the program has been executed, about 55 microseconds whatever its size; a program or
// directory on a dead network file system suspends it for as long as that takes to answer.
Result<SpawnedChild> spawn(const SpawnPlan& plan);

} // namespace halberd
