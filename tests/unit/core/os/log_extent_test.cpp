#include "core/os/log_extent.hpp"

#include "core/os/rotating_file.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace halberd {
namespace {

using Outcome = ExtentLines::Outcome;

// A log that lives write to, one after the other.
class LogExtentTest : public testing::Test {
 protected:
    void open(std::uint64_t maxbytes, int backups) {
        RotatingFileOptions options{path, ByteSize{maxbytes}, backups, {}};
        log = std::move(*RotatingFile::open(std::move(options)));
        backups_ = backups;
    }

    // Each text is one write.
    LogExtent life(const std::vector<std::string>& texts) {
        LogExtent extent;
        extent.begin = log->position().value();
        for (const std::string& text : texts) {
            log->write(text);
        }
        extent.end = log->position().value();
        return extent;
    }

    ExtentLines lines(const LogExtent& extent, std::size_t count, std::size_t most_bytes = 100'000) const {
        return last_lines_of({path, backups_, log->rotations()}, extent, count, most_bytes);
    }
    void expect(const LogExtent& extent, std::size_t count, Outcome outcome, const std::string& text) const {
        const ExtentLines found = lines(extent, count);
        EXPECT_EQ(found.lines, text);
        EXPECT_EQ(found.outcome, outcome);
    }

    TempFolder folder;
    std::string path = folder.file("log");
    std::unique_ptr<RotatingFile> log;
    int backups_ = 0;
};

TEST_F(LogExtentTest, EachLifeHasItsOwnLines) {
    put(path, "before\n");
    open(0, 0);
    const LogExtent first = life({"1a\n1b\n", "1c"});
    const LogExtent silent = life({});
    const LogExtent second = life({"2a\n", "2b\n"});
    log->write("3a\n");
    expect(first, 2, Outcome::Complete, "1b\n1c");
    expect(first, 9, Outcome::Complete, "1a\n1b\n1c");
    expect(first, 0, Outcome::Complete, "");
    expect(silent, 5, Outcome::Complete, "");
    expect(second, 1, Outcome::Complete, "2b\n");
    expect(second, 5, Outcome::Complete, "2a\n2b\n");
}

TEST_F(LogExtentTest, LinesAreFoundInTheBackupsThatTheyWereRotatedTo) {
    open(8, 4);
    const LogExtent first = life({"one\n", "two\n", "three\n"});
    life({"four\n", "fives\n"});
    EXPECT_EQ(contents_of(path + ".2"), "one\ntwo\n");
    EXPECT_EQ(contents_of(path + ".1"), "three\nfour\n");
    expect(first, 1, Outcome::Complete, "three\n");
    expect(first, 2, Outcome::Complete, "two\nthree\n");
    expect(first, 5, Outcome::Complete, "one\ntwo\nthree\n");
}

TEST_F(LogExtentTest, WhatWasRotatedOutOfTheBackupsIsSaid) {
    open(8, 2);
    const LogExtent first = life({"one\n", "two\n", "three\n"});
    life({"four\n", "sixteen\n"});
    expect(first, 1, Outcome::Complete, "three\n");
    expect(first, 2, Outcome::Rotated, "three\n");
    log->write("seventeen\n");
    expect(first, 1, Outcome::Gone, "");
    const LogExtent full = life({"exactly\n"});
    expect(full, 1, Outcome::Complete, "exactly\n");
    std::filesystem::remove(path + ".1");
    expect(full, 1, Outcome::Gone, "");
}

// The file system gives the number of a file that has gone to the next one.
TEST_F(LogExtentTest, AFileThatHasTheNumberOfAnEarlierOneIsNotTakenForIt) {
    open(6, 1);
    const LogExtent first = life({"one\n"});
    for (int i = 0; i < 9; ++i) {
        log->write("others\n");
        log->write("xxx\n");
    }
    expect(first, 1, Outcome::Gone, "");
}

TEST_F(LogExtentTest, WithoutBackupsARotationLeavesNothing) {
    open(8, 0);
    const LogExtent first = life({"one\n"});
    const LogExtent second = life({"two\n", "three\n"});
    expect(first, 1, Outcome::Gone, "");
    expect(second, 1, Outcome::Complete, "three\n");
    expect(second, 2, Outcome::Rotated, "three\n");
    put(path + ".1", "from elsewhere\n");
    expect(second, 2, Outcome::Rotated, "three\n");
}

TEST_F(LogExtentTest, AFileThatAnotherProgramHasMovedIsFoundByItsUsualName) {
    open(0, 0);
    const LogExtent first = life({"one\n"});
    std::filesystem::rename(path, path + ".1");
    EXPECT_TRUE(log->reopen());
    log->write("next\n");
    expect(first, 3, Outcome::Complete, "one\n");
    std::filesystem::rename(path + ".1", path + "-20261126");
    expect(first, 3, Outcome::Gone, "");
}

TEST_F(LogExtentTest, ALogThatWasTruncatedOrClearedHasNothing) {
    open(0, 3);
    const LogExtent first = life({"one\n"});
    std::filesystem::resize_file(path, 0);
    expect(first, 3, Outcome::Gone, "");
    const LogExtent second = life({"two\n"});
    ASSERT_TRUE(log->clear());
    expect(second, 3, Outcome::Gone, "");
}

TEST_F(LogExtentTest, ALineThatWasMovedToTheNextFileIsMissedButNothingElse) {
    open(0, 3);
    const LogExtent first = life({"one\n", "unfini"});
    log->write("shed");
    ASSERT_TRUE(log->rotate(RotatingFile::UnfinishedLine::GoesOn).value());
    expect(first, 3, Outcome::Complete, "one\n");
}

TEST_F(LogExtentTest, OfTooLongLinesTheLastOnesAreLeft) {
    open(0, 0);
    const LogExtent first = life({"0123456789\n", "abcdefgh\n", "x\n"});
    const ExtentLines cut = lines(first, 3, 15);
    EXPECT_EQ(cut.outcome, Outcome::Cut);
    EXPECT_EQ(cut.lines, "abcdefgh\nx\n");
    EXPECT_EQ(lines(first, 3, 10).lines, "x\n");
    const LogExtent one_line = life({"0123456789\n"});
    EXPECT_EQ(lines(one_line, 1, 5).lines, "6789\n");
    EXPECT_EQ(lines(one_line, 1, 11).outcome, Outcome::Complete);
}

TEST_F(LogExtentTest, ManyLinesAreReadInPieces) {
    open(100'000, 9);
    std::string text;
    for (int number = 0; number < 40'000; ++number) {
        text += std::to_string(number) + "\n";
    }
    std::vector<std::string> writes;
    for (std::size_t at = 0; at < text.size(); at += 30'000) {
        writes.push_back(text.substr(at, 30'000));
    }
    const LogExtent all = life(writes);
    EXPECT_TRUE(std::filesystem::exists(path + ".2"));
    expect(all, 30'000, Outcome::Cut, lines(all, 30'000).lines);
    const ExtentLines found = lines(all, 30'000, 1'000'000);
    EXPECT_EQ(found.outcome, Outcome::Complete);
    EXPECT_EQ(found.lines, text.substr(text.find("\n10000\n") + 1));
}

TEST_F(LogExtentTest, WhatIsNoFileHasNoPlaces) {
    RotatingFileOptions options{"/dev/null", ByteSize{0}, 0, {}};
    EXPECT_EQ((*RotatingFile::open(std::move(options)))->position(), std::nullopt);
}

} // namespace
} // namespace halberd
