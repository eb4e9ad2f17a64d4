#include "core/daemon/log_lives.hpp"

#include "core/os/rotating_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

namespace halberd {
namespace {

using Outcome = ExtentLines::Outcome;

class LogLivesTest : public testing::Test {
 protected:
    LogLivesTest() {
        std::string name = (std::filesystem::temp_directory_path() / "halberd-lives-XXXXXX").native();
        folder = ::mkdtemp(name.data());
        log = std::move(*RotatingFile::open({folder + "/log", ByteSize{0}, 3, {}}));
    }
    ~LogLivesTest() override { std::filesystem::remove_all(folder); }

    void begin(pid_t pid) { lives.begin(pid, log->position()); }
    void live(pid_t pid, const std::string& text) {
        begin(pid);
        log->write(text);
        lives.end(log->position());
    }
    void clear() {
        const auto before = log->position();
        ASSERT_TRUE(log->clear());
        lives.on_cleared(*before, *log->position());
    }
    ExtentLines lines_of(pid_t pid, std::size_t count = 9) const {
        return lives.last_lines({folder + "/log", 3, log->rotations()}, pid, count).value();
    }
    bool knows(pid_t pid) const { return lives.last_lines({folder + "/log", 3, log->rotations()}, pid, 9).has_value(); }

    std::string folder;
    std::unique_ptr<RotatingFile> log;
    LogLives lives;
};

TEST_F(LogLivesTest, TheLastFourThatHaveEndedAreKnown) {
    for (pid_t pid = 1; pid <= 5; ++pid) {
        live(pid, "of " + std::to_string(pid) + "\n");
    }
    begin(6);
    log->write("of 6\n");
    EXPECT_FALSE(knows(1));
    EXPECT_EQ(lines_of(2).lines, "of 2\n");
    EXPECT_EQ(lines_of(5).lines, "of 5\n");
    EXPECT_FALSE(knows(6));
}

TEST_F(LogLivesTest, OfTwoWithTheSamePidTheLastOneCounts) {
    live(1, "first\n");
    live(1, "second\n");
    EXPECT_EQ(lines_of(1).lines, "second\n");
}

TEST_F(LogLivesTest, WhatWasClearedIsGone) {
    live(1, "first\n");
    live(3, "");
    clear();
    live(2, "second\n");
    EXPECT_EQ(lines_of(1).outcome, Outcome::Gone);
    EXPECT_EQ(lines_of(3).outcome, Outcome::Complete);
    EXPECT_EQ(lines_of(2).lines, "second\n");
}

TEST_F(LogLivesTest, WhatWasRotatedBeforeTheLogWasClearedIsNot) {
    live(1, "first\n");
    ASSERT_TRUE(log->rotate(RotatingFile::UnfinishedLine::IsOver).value());
    clear();
    EXPECT_EQ(lines_of(1).lines, "first\n");
    EXPECT_EQ(lines_of(1).outcome, Outcome::Complete);
}

TEST_F(LogLivesTest, ALifeWhoseLogIsClearedHasWhatItWroteSince) {
    begin(1);
    log->write("before, and longer than what comes after\n");
    clear();
    log->write("after\n");
    lives.end(log->position());
    EXPECT_EQ(lines_of(1, 1).outcome, Outcome::Complete);
    EXPECT_EQ(lines_of(1).lines, "after\n");
    EXPECT_EQ(lines_of(1).outcome, Outcome::Rotated);
}

TEST_F(LogLivesTest, ALifeWithoutALogFileHasNoLines) {
    lives.begin(1, std::nullopt);
    lives.end(std::nullopt);
    EXPECT_FALSE(knows(1));
}

} // namespace
} // namespace halberd
