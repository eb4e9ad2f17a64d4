#include "core/os/reaper.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace halberd {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// Waits until the child has ended, and leaves it to be reaped.
void wait_for_end(pid_t pid) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
}

TEST(ReaperTest, WithoutChildrenThereIsNothingToReap) {
    EXPECT_THAT(reap_all(), IsEmpty());
}

TEST(ReaperTest, ARunningChildIsNotWaitedFor) {
    const Result<SpawnedChild> child = spawn(shell_plan("read line"));
    ASSERT_TRUE(child);
    EXPECT_THAT(reap_all(), IsEmpty());
    ::kill(child->pid, SIGTERM);
    wait_for_end(child->pid);
    EXPECT_THAT(reap_all(), UnorderedElementsAre(Pair(child->pid, WaitStatus::from_signal(SIGTERM))));
}

TEST(ReaperTest, AllThatHaveEndedAreReapedWithTheirStatus) {
    const Result<SpawnedChild> three = spawn(child_plan({"exit", "3"}));
    const Result<SpawnedChild> killed = spawn(child_plan({"die", ""}));
    const Result<SpawnedChild> zero = spawn(child_plan({"exit", "0"}));
    ASSERT_TRUE(three && killed && zero);
    for (const pid_t pid : {three->pid, killed->pid, zero->pid}) {
        wait_for_end(pid);
    }
    EXPECT_THAT(reap_all(), UnorderedElementsAre(Pair(three->pid, WaitStatus::from_exit_code(3)),
                                                 Pair(killed->pid, WaitStatus::from_signal(SIGKILL)),
                                                 Pair(zero->pid, WaitStatus::from_exit_code(0))));
    EXPECT_THAT(reap_all(), IsEmpty());
}

// What was caught before the pids were announced is still caught.
class AnnouncedChildren : public ::testing::Test {
 protected:
    AnnouncedChildren() {
        caught = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { ++caught; };
        ::sigaction(SIGCHLD, &action, &before_);
        announce_children();
        reap_announced(); // nobody's
    }
    ~AnnouncedChildren() override { ::sigaction(SIGCHLD, &before_, nullptr); }

    static inline std::atomic<int> caught;

 private:
    struct sigaction before_ {};
};

TEST_F(AnnouncedChildren, ThoseOfTheSignalsAreReapedAndNoOthers) {
    const Result<SpawnedChild> announced_child = spawn(child_plan({"exit", "3"}));
    ASSERT_TRUE(announced_child);
    wait_for_end(announced_child->pid);
    while (caught == 0) { // the signal of a child that has ended is on its way
        std::this_thread::yield();
    }
    sigset_t blocked{};
    sigset_t usual{};
    sigaddset(&blocked, SIGCHLD);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &usual);
    const Result<SpawnedChild> unannounced = spawn(child_plan({"exit", "4"}));
    ASSERT_TRUE(unannounced);
    wait_for_end(unannounced->pid);
    EXPECT_THAT(reap_announced(), UnorderedElementsAre(Pair(announced_child->pid, WaitStatus::from_exit_code(3))));
    EXPECT_THAT(reap_announced(), IsEmpty());
    EXPECT_THAT(reap_all(), UnorderedElementsAre(Pair(unannounced->pid, WaitStatus::from_exit_code(4))));
    ::pthread_sigmask(SIG_SETMASK, &usual, nullptr);
    EXPECT_THAT(reap_announced(), IsEmpty()); // announced, and reaped before
    EXPECT_EQ(caught, 2);
}

TEST_F(AnnouncedChildren, ARunningOneIsLeftAlone) {
    const Result<SpawnedChild> child = spawn(shell_plan("read line"));
    ASSERT_TRUE(child);
    ::kill(child->pid, SIGSTOP); // a SIGCHLD, too
    while (caught == 0) {
        std::this_thread::yield();
    }
    EXPECT_THAT(reap_announced(), IsEmpty());
    ::kill(child->pid, SIGKILL);
    wait_for_end(child->pid);
    EXPECT_THAT(reap_all(), UnorderedElementsAre(Pair(child->pid, WaitStatus::from_signal(SIGKILL))));
}

} // namespace
} // namespace halberd
