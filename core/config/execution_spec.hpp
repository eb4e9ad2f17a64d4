#pragma once

#include <sys/resource.h>

#include <optional>
#include <vector>

namespace halberd {

// How the kernel schedules and confines a process: settled before its program is executed, inherited by its children.

// setrlimit(2); RLIM_INFINITY: no limit.
struct ResourceLimit {
    int resource = RLIMIT_NOFILE;
    rlim_t soft = RLIM_INFINITY;
    rlim_t hard = RLIM_INFINITY;

    bool operator==(const ResourceLimit&) const = default;
};

// ioprio_set(2)
struct IoPriority {
    enum class Class { Realtime = 1, BestEffort = 2, Idle = 3 };

    Class scheduling_class = Class::BestEffort;
    int level = 4; // from 0, the highest, to 7; 0 for Idle, which has none

    bool operator==(const IoPriority&) const = default;
};

// Nothing, or an empty list: as the daemon has it.
struct ExecutionSpec {
    std::vector<ResourceLimit> rlimits;
    std::optional<int> nice; // from -20, the most favourable, to 19
    std::optional<IoPriority> ioprio;
    std::vector<int> cpu_affinity;                           // numbers of processors, ascending
    std::optional<int> oom_score_adj;                        // from -1000, never killed, to 1000
    bool no_new_privs = false;                               // no set-user-ID program gives it more rights
    std::optional<std::vector<int>> capability_bounding_set; // what it may ever have, ascending: CAP_CHOWN is 0

    bool operator==(const ExecutionSpec&) const = default;
};

} // namespace halberd
