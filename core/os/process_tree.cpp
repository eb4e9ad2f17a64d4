#include "core/os/process_tree.hpp"

#include "core/os/whole_file.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <sstream>

namespace halberd {
namespace {

bool is_same(const ProcessEntry& a, const ProcessEntry& b) {
    return a.pid == b.pid && a.start_time == b.start_time;
}

bool contains(const std::vector<ProcessEntry>& entries, const ProcessEntry& wanted) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& one) { return is_same(one, wanted); });
}

} // namespace

ProcessTree::ProcessTree(Options options) : options_(std::move(options)) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

UniqueFd ProcessTree::prepare() {
    if (!options_.cgroup.empty()) {
        cgroup_ = Cgroup::create(options_.cgroup);
    }
    return cgroup_ ? cgroup_->open_entrance() : UniqueFd();
}

std::set<pid_t> ProcessTree::in_cgroup() const {
    if (!cgroup_) {
        return {};
    }
    std::istringstream pids(read_whole_file(cgroup_->folder() + "/cgroup.procs").value_or(""));
    return {std::istream_iterator<pid_t>(pids), std::istream_iterator<pid_t>()};
}

bool ProcessTree::is_orphan_of_tree(const ProcessEntry& orphan, const std::set<pid_t>& groups_and_sessions) const {
    if (orphan.parent != ::getpid() || options_.is_of_another(orphan.pid)) {
        return false;
    }
    if (groups_and_sessions.contains(orphan.group) || groups_and_sessions.contains(orphan.session)) {
        return true;
    }
    const std::vector<std::string> variables = read_environment(orphan.pid);
    return std::all_of(options_.marks.begin(), options_.marks.end(), [&](const std::string& mark) {
        return std::find(variables.begin(), variables.end(), mark) != variables.end();
    });
}

std::vector<ProcessEntry> ProcessTree::look() const {
    const std::vector<ProcessEntry> all = read_all_processes();
    const std::set<pid_t> enclosed = in_cgroup();
    std::vector<ProcessEntry> tree; // zombies, which may have children, included
    std::set<pid_t> pids{main_};
    std::set<pid_t> groups_and_sessions;
    const auto add_group_or_session = [&](pid_t id) {
        // The daemon's own are everybody's. 0 stands for one from outside of the pid namespace, and for no main process.
        if (id != 0 && id != ::getpgrp() && id != ::getsid(0)) {
            groups_and_sessions.insert(id);
        }
    };
    add_group_or_session(main_);
    const auto belongs = [&](const ProcessEntry& entry) {
        return enclosed.contains(entry.pid) || (entry.parent != 0 && pids.contains(entry.parent)) ||
               contains(found_, entry) || is_orphan_of_tree(entry, groups_and_sessions);
    };
    // A parent may stand behind its child: as long as some were found, there may be more.
    for (std::size_t before = all.size(); before != tree.size();) {
        before = tree.size();
        for (const ProcessEntry& entry : all) {
            if (pids.contains(entry.pid) || !belongs(entry)) {
                continue;
            }
            tree.push_back(entry);
            pids.insert(entry.pid);
            add_group_or_session(entry.group);
            add_group_or_session(entry.session);
        }
    }
    std::erase_if(tree, [](const ProcessEntry& entry) { return entry.is_zombie; });
    return tree;
}

void ProcessTree::signal_strays(int signal) {
    found_ = look();
    for (const ProcessEntry& entry : found_) {
        if (entry.group != main_) {
            signal_process(entry, signal);
        }
    }
}

bool ProcessTree::kill_left() {
    found_ = look();
    const bool is_populated = cgroup_ && cgroup_->is_populated();
    if (is_populated) {
        cgroup_->kill();
    }
    for (const ProcessEntry& entry : found_) {
        signal_process(entry, SIGKILL);
    }
    if (found_.empty() && !is_populated && cgroup_) {
        cgroup_->remove();
    }
    return !found_.empty() || is_populated;
}

} // namespace halberd
