#pragma once

#include "core/base/unique_fd.hpp"

#include <optional>
#include <string>

namespace halberd {

// A control group (cgroup v2) of our own for the processes of one program: whoever is in it, and all that they ever
// start, stays in it. It exists only where the administrator has delegated a part of the hierarchy to us: by
// Delegate=yes of systemd, by giving us the folder, or in a container, which sees its own group as the root.
class Cgroup {
 public:
    // Makes the group, or takes over one that an earlier daemon has left there. Nothing where none can be had.
    static std::optional<Cgroup> create(const std::string& name);

    // The group as of a folder of the hierarchy, which must exist. For tests.
    explicit Cgroup(std::string folder) : folder_(std::move(folder)) {}

    // A process that writes "0" to it enters the group. Closed when that is not possible.
    UniqueFd open_entrance() const;

    // Kills every process in it, and in groups below it, at once. False where the kernel cannot (before Linux 5.14).
    bool kill() const;

    // Somebody lives in it, or in a group below it.
    bool is_populated() const;

    // Removes the folder, if nobody lives there.
    void remove() const;

    const std::string& folder() const { return folder_; }

 private:
    std::string folder_;
};

} // namespace halberd
