#include "core/os/process_table.hpp"

#include "core/os/process_tree.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <vector>

namespace halberd {
namespace {

// A child that waits for a signal, with the given name of its program.
class WaitingChild {
 public:
    explicit WaitingChild(const char* name = "child") : pid_(::fork()) {
        if (pid_ == 0) {
            ::setpgid(0, 0);
            ::prctl(PR_SET_NAME, name);
            for (;;) {
                ::pause();
            }
        }
        ::setpgid(pid_, pid_);
    }
    ~WaitingChild() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    WaitingChild(const WaitingChild&) = delete;
    WaitingChild& operator=(const WaitingChild&) = delete;

    pid_t pid() const { return pid_; }

 private:
    pid_t pid_;
};

TEST(ProcessTableTest, AProcessIsReadWhateverItsNameHolds) {
    const WaitingChild child("a) S 1 1 (");
    const auto entry = read_process(child.pid());
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->parent, ::getpid());
    EXPECT_EQ(entry->group, child.pid());
    EXPECT_EQ(entry->session, ::getsid(0));
    EXPECT_GT(entry->start_time, 0U);
    EXPECT_FALSE(entry->is_zombie);
}

TEST(ProcessTableTest, AScanReadsEachProcessOnce) {
    const WaitingChild first;
    const WaitingChild second;
    std::vector<pid_t> seen;
    ProcessScan scan;
    while (const auto entry = scan.next()) {
        seen.push_back(entry->pid);
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), first.pid()), 1);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), second.pid()), 1);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), ::getpid()), 1);
    EXPECT_FALSE(scan.next());
}

TEST(ProcessTableTest, ADeadChildIsAZombieUntilItIsReaped) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::_exit(0);
    }
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
    EXPECT_TRUE(read_process(pid).value().is_zombie);
    ::waitpid(pid, nullptr, 0);
    EXPECT_FALSE(read_process(pid));
}

TEST(ProcessTableTest, AllProcessesIncludeThisOne) {
    const auto all = read_all_processes();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const auto& entry) { return entry.pid == ::getpid(); }));
}

TEST(ProcessTableTest, ALaterProcessOfTheSameNumberIsNotSignalled) {
    const WaitingChild child;
    ProcessEntry entry = read_process(child.pid()).value();
    ++entry.start_time;
    EXPECT_FALSE(signal_process(entry, SIGKILL));
    EXPECT_EQ(::kill(child.pid(), 0), 0);
    --entry.start_time;
    EXPECT_TRUE(signal_process(entry, SIGKILL));
}

TEST(ProcessTreeTest, OrphansOfOthersInTheDaemonsSessionAreLeftAlone) {
    const WaitingChild main;
    const WaitingChild other;
    const WaitingChild orphan; // ours, with no mark in its environment, in a group of its own
    ProcessTree tree({"", {"SUPERVISOR_PROCESS_NAME=one", "SUPERVISOR_GROUP_NAME=one"}, [&](pid_t pid) {
                          return pid == other.pid();
                      }});
    EXPECT_FALSE(tree.prepare());
    tree.set_main(main.pid());
    tree.signal_strays(SIGKILL);
    tree.set_main(0);
    EXPECT_FALSE(tree.kill_left());
    for (const WaitingChild* child : {&main, &other, &orphan}) {
        EXPECT_FALSE(read_process(child->pid()).value().is_zombie);
    }
}

} // namespace
} // namespace halberd
