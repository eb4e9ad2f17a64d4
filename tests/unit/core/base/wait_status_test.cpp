#include "core/base/wait_status.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace halberd {
namespace {

TEST(WaitStatus, DescribesAnExit) {
    const WaitStatus status = WaitStatus::from_exit_code(3);
    EXPECT_TRUE(status.exited());
    EXPECT_EQ(status.exit_code(), 3);
    EXPECT_EQ(status.describe(), "exit status 3");
}

TEST(WaitStatus, DescribesADeathBySignal) {
    const WaitStatus status = WaitStatus::from_signal(SIGKILL);
    EXPECT_TRUE(status.signalled());
    EXPECT_EQ(status.exit_code(), -1);
    EXPECT_EQ(status.signal(), SIGKILL);
    EXPECT_EQ(status.describe(), "terminated by SIGKILL");
    EXPECT_EQ(WaitStatus(SIGSEGV | 0x80).describe(), "terminated by SIGSEGV (core dumped)");
}

TEST(WaitStatus, HasTheStatusThatAShellShows) {
    EXPECT_EQ(WaitStatus::from_exit_code(3).shell_status(), 3);
    EXPECT_EQ(WaitStatus::from_signal(SIGKILL).shell_status(), 137);
    EXPECT_EQ(WaitStatus(SIGSEGV | 0x80).shell_status(), 139);
}

} // namespace
} // namespace halberd
