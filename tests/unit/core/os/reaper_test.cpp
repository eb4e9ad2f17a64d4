#include "core/os/reaper.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

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

} // namespace
} // namespace halberd
