#pragma once

#include "core/base/resource_usage.hpp"
#include "core/os/process_table.hpp"

#include <sys/types.h>

#include <map>
#include <optional>
#include <unordered_map>

namespace halberd {

// What the processes of the machine took, each when it was read. Descriptors are counted when they are asked for.
class UsageSnapshot {
 public:
    void add(const ProcessEntry& process);

    // What a process takes alone; nothing when there is no such process, or it is a zombie.
    std::optional<ResourceUsage> of_process(pid_t pid) const;

    // What it takes alone, and with all its descendants. Those that have ended and were waited for count with
    // their CPU time. Whoever has lost its parent is not found, as it descends from somebody else.
    struct Usage {
        ResourceUsage own;
        ResourceUsage tree;
    };

    std::optional<Usage> of_tree(pid_t pid) const;

 private:
    std::unordered_map<pid_t, ProcessEntry> processes_;
    std::multimap<pid_t, pid_t> children_;
};

// How many descriptors the process has open; nothing when that may not be known.
std::optional<std::uint64_t> count_open_files(pid_t pid);

} // namespace halberd
