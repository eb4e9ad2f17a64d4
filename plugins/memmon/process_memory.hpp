#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halberd::memmon {

// What counts as the memory of a process.
struct MemoryOptions {
    bool cumulative = false;   // with all its descendants
    bool proportional = false; // PSS: what is shared counts in parts; where that can't be read, RSS
    bool by_cgroup =
        false; // all of its control group (cgroup v2), where it has one of its own and the kernel counts it

    std::string proc = "/proc"; // for tests
    std::string cgroups = "/sys/fs/cgroup";
};

struct MemoryUse {
    std::int64_t bytes = 0;
    const char* kind = "RSS"; // or "PSS", "cgroup memory"
};

// Reads how much memory processes use.
class ProcessMemory {
 public:
    explicit ProcessMemory(MemoryOptions options) : options_(std::move(options)) {}

    // Looks which processes there are: to be called before each round of questions.
    void look();

    // Nothing when there is no such process.
    std::optional<MemoryUse> of(pid_t pid) const;

    // Whether this is the process that asks, or one from which it descends: the daemon, which XML-RPC gives as the
    // process of each plugin in it.
    bool is_own_or_ancestor(pid_t pid) const;

 private:
    std::string file(pid_t pid, const char* name) const;
    std::optional<pid_t> parent_of(pid_t pid) const;
    std::optional<MemoryUse> use_of_one(pid_t pid) const;
    std::optional<std::int64_t> proportional_bytes(pid_t pid) const;
    std::optional<std::int64_t> cgroup_bytes(pid_t pid) const;
    std::string cgroup_of(pid_t pid) const;

    MemoryOptions options_;
    std::multimap<pid_t, pid_t> children_; // by parent, with options_.cumulative
};

} // namespace halberd::memmon
