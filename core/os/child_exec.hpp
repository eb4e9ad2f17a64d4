#pragma once

#include "core/os/child_settings.hpp"

#include <sys/types.h>

#include <cstddef>

namespace halberd {

// What runs in a new process between clone and exec. The child shares the memory of the suspended daemon, so the rule
// of this file is: system calls only. Nothing is allocated, logged, locked or looked up; all that is needed was
// prepared by the spawner and is plain pointers into its memory.

// The steps that can fail, in the order in which they are taken.
enum class ChildStep { OwnTable, Descriptors, Settings, Groups, GroupId, UserId, Directory, Exec };

struct ChildFailure {
    ChildStep step = ChildStep::Exec;
    int errno_code = 0;     // 0: nothing has failed
    RefusedSetting refused; // for Settings
};

struct ChildPlan {
    const char* file = nullptr;
    char* const* argv = nullptr;
    char* const* environment = nullptr;
    const char* directory = nullptr; // null: stay
    const mode_t* umask = nullptr;   // null: keep
    const ExecutionSpec* execution = nullptr;

    int cgroup_fd = -1; // cgroup.procs of the group to enter; -1: stay

    bool changes_user = false;
    uid_t uid = 0;
    gid_t gid = 0;
    const gid_t* groups = nullptr;
    std::size_t group_count = 0;

    // The child shares the daemon's table of descriptors, and takes one of its own with those below this number; 0: it
    // has a copy already. Where that fails (step OwnTable) it ends in silence, since nothing in the table is its own.
    int own_table_end = 0;

    // The child's ends of the pipes, each 3 or more: a source equal to its target would stay close-on-exec.
    int stdin_fd = -1;
    int stdout_fd = -1;
    int stderr_fd = -1;
};

// Turns the calling process into the planned program. When a step fails it fills in `failure`, writes Supervisor's
// words to the child's stderr ("supervisor: couldn't exec X: ENOENT", "supervisor: child process was not spawned") and
// exits with 127. Supervisor: process.py _spawn_as_child().
//
// Expects every signal to be blocked. In the new program none is blocked and none is ignored: unlike children of
// Supervisor, which inherit Python's habit of ignoring SIGPIPE and SIGXFSZ.
[[noreturn]] void become_program(const ChildPlan& plan, ChildFailure& failure);

} // namespace halberd
