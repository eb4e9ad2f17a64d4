#include "sdk/shell/shell_command.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace halberd::shell {
namespace {

TEST(ShellCommand, WhatItPrintsIsKeptWhole) {
    const auto outcome = run("tr a-z A-Z; head -c 100000 /dev/zero | tr '\\0' x", "core saved\n", Output::Kept);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, 0);
    EXPECT_EQ(outcome->output, "CORE SAVED\n" + std::string(100000, 'x'));
}

TEST(ShellCommand, NothingIsKeptOfWhatGoesToStderr) {
    const auto outcome = run("echo chatter; exit 3", "", Output::ToStderr);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, 3);
    EXPECT_EQ(outcome->output, "");
}

TEST(ShellCommand, ItInheritsThreeDescriptors) {
    EXPECT_EQ(run("ls /proc/self/fd | tr '\\n' ' '", "", Output::Kept)->output,
              "0 1 2 3 "); // 3 is the folder that ls reads
}

TEST(ShellCommand, ASignalThatEndedItIsNamed) {
    const auto outcome = run("kill -9 $$", "", Output::Kept);
    EXPECT_EQ(explain(outcome->status), "was ended by signal SIGKILL");
    EXPECT_EQ(explain(3), "exited with status 3");
    EXPECT_EQ(explain(127), "exited with status 127: the shell found no such command");
}

TEST(ShellCommand, OneThatHangsIsKilledWithAllThatItHasStarted) {
    using namespace std::chrono_literals;
    std::string folder = testing::TempDir() + "halberd-shell-XXXXXX";
    const std::string mark = std::string(::mkdtemp(folder.data())) + "/mark";
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = run("(sleep 2; touch " + mark + ") & sleep 600", "", Output::ToStderr, Patience{200ms});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), ETIMEDOUT);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 60s);
    EXPECT_EQ(run("sleep 3; test -e " + mark, "", Output::ToStderr)->status, 1);
    std::filesystem::remove_all(folder);
}

TEST(ShellCommand, OneThatIsCancelledIsKilled) {
    const std::atomic<bool> is_cancelled = true;
    const auto outcome = run("sleep 600", "", Output::ToStderr, Patience{std::chrono::minutes(5), &is_cancelled});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), ECANCELED);
}

} // namespace
} // namespace halberd::shell
