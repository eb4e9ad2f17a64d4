#pragma once

#include "core/config/program_spec.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// All that it takes to start one process, as plain data, settled before anything is forked: nothing is looked up,
// expanded or allocated any more between clone and exec.
struct SpawnPlan {
    std::string file;                     // the path to execute; not searched for
    std::vector<std::string> argv;        // argv[0] is the program as the operator wrote it
    std::vector<std::string> environment; // "NAME=value": all of it, nothing is inherited
    std::optional<std::string> directory; // where it starts; nothing: the daemon's own
    std::optional<mode_t> umask;          // nothing: the daemon's own
    std::optional<Account> user;          // nothing: the daemon's own
    ExecutionSpec execution;
    bool redirect_stderr = false; // stderr goes into the pipe of stdout
    std::optional<int> stdin_fd;  // a descriptor of the daemon that it gets as stdin; nothing: a pipe
    std::optional<int> cgroup_fd; // cgroup.procs of the control group that it enters

    bool operator==(const SpawnPlan&) const = default;
};

} // namespace halberd
