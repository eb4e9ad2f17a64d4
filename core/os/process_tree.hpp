#pragma once

#include "core/os/cgroup.hpp"
#include "core/os/process_table.hpp"

#include <sys/types.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace halberd {

// All processes of one program, wherever they went: the main process, what it started, and what outlived its parent.
//
// Where a control group can be had, the program gets one, and nothing escapes. Elsewhere they are found by walking
// /proc: whoever descends from the main process or from one that was found earlier, and those orphans (the daemon has
// become their parent, as it is a sub-reaper) that are in the process group or session of one of these, or have the
// marks in their environment. A descendant that daemonised itself, went to a session of its own and wiped its
// environment, all before the first look, is not found by that.
class ProcessTree {
 public:
    struct Options {
        std::string cgroup;             // the name of the control group; empty: none
        std::vector<std::string> marks; // assignments that only processes of this program have in the environment
        std::function<bool(pid_t)> is_of_another; // a child of ours that is the main process of another program
    };

    // Makes this process a sub-reaper: orphans come to it, and it has to reap them.
    explicit ProcessTree(Options options);

    // To be called before each start. What the main process writes "0" to in order to enter the control group; closed
    // without one.
    UniqueFd prepare();

    // The main process has been started; 0: it has ended.
    void set_main(pid_t pid) { main_ = pid; }

    // Signals all but the main process and those in its process group, which others do with one call.
    void signal_strays(int signal);

    // The main process has ended: kills all that are left. False: there is nobody. Otherwise they die soon, and this
    // process gets a SIGCHLD for each that becomes its child; look again then.
    bool kill_left();

 private:
    std::vector<ProcessEntry> look() const;
    bool is_orphan_of_tree(const ProcessEntry& orphan, const std::set<pid_t>& groups_and_sessions) const;
    std::set<pid_t> in_cgroup() const;

    Options options_;
    std::optional<Cgroup> cgroup_;
    pid_t main_ = 0;
    std::vector<ProcessEntry> found_; // alive at the last look, without the main process
};

} // namespace halberd
