#include "core/os/rotating_file.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

namespace halberd {
namespace {

using testing::ElementsAre;

class RotatingFileTest : public testing::Test {
 protected:
    std::unique_ptr<RotatingFile> make(std::uint64_t maxbytes, int backups) { return open(path, maxbytes, backups); }
    std::unique_ptr<RotatingFile> open(const std::string& target, std::uint64_t maxbytes, int backups) {
        RotatingFileOptions options{target, ByteSize{maxbytes}, backups,
                                    [this](const Error& error) { errors.push_back(error.message()); }};
        options.on_rotated = [this] { ++rotations; };
        auto file = RotatingFile::open(std::move(options));
        EXPECT_TRUE(file) << file.error().message();
        return std::move(*file);
    }
    bool exists(const std::string& name) { return std::filesystem::exists(folder.file(name)); }
    std::string log(int number = 0) { return contents_of(number == 0 ? path : path + "." + std::to_string(number)); }

    // A pipe with the text in it and nobody who could write more.
    UniqueFd pipe_with(const std::string& text) {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        const UniqueFd write(ends[1]);
        EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
        return UniqueFd(ends[0]);
    }

    TempFolder folder;
    std::string path = folder.file("log");
    std::vector<std::string> errors;
    int rotations = 0; // that have made a backup
};

using UnfinishedLine = RotatingFile::UnfinishedLine;

TEST_F(RotatingFileTest, AppendsToWhatIsThere) {
    put(path, "old\n");
    const auto file = make(0, 0);
    file->write("new\n");
    EXPECT_EQ(log(), "old\nnew\n");
    EXPECT_EQ(file->size(), 8u);
}

TEST_F(RotatingFileTest, CountsWhatItWritesThroughRotationsAndFromPipes) {
    put(path, "old\n");
    const auto file = make(10, 1);
    file->write("123456\n");
    file->write("78\n");
    file->write_from_pipe(pipe_with("abc\n").get(), 100);
    EXPECT_EQ(rotations, 1);
    EXPECT_EQ(file->written_bytes(), 14u);
}

TEST_F(RotatingFileTest, RotatesAfterTheWriteThatReachesTheSizeAndCutsNone) {
    const auto file = make(10, 2);
    file->write("123456789");
    EXPECT_FALSE(exists("log.1"));
    file->write("abcdef");
    EXPECT_EQ(log(1), "123456789abcdef");
    EXPECT_EQ(log(), "");
    file->write("next");
    EXPECT_EQ(log(), "next");
}

TEST_F(RotatingFileTest, AnExactlyFullFileIsRotatedAtOnce) {
    const auto file = make(10, 2);
    file->write("0123456789");
    EXPECT_EQ(log(1), "0123456789");
    EXPECT_EQ(log(), "");
}

TEST_F(RotatingFileTest, KeepsThatManyBackupsTheYoungestFirst) {
    const auto file = make(3, 3);
    for (const char* text : {"one", "two", "three", "four", "five"}) {
        file->write(text);
    }
    EXPECT_EQ(log(1), "five");
    EXPECT_EQ(log(2), "four");
    EXPECT_EQ(log(3), "three");
    EXPECT_FALSE(exists("log.4"));
}

TEST_F(RotatingFileTest, WithoutBackupsTheFileIsEmptied) {
    const auto file = make(3, 0);
    file->write("abc");
    EXPECT_EQ(log(), "");
    EXPECT_FALSE(exists("log.1"));
    file->write("de");
    EXPECT_EQ(log(), "de");
}

TEST_F(RotatingFileTest, SizeZeroMeansNever) {
    const auto file = make(0, 3);
    file->write(std::string(100'000, 'x'));
    EXPECT_FALSE(exists("log.1"));
    EXPECT_EQ(file->size(), 100'000u);
}

TEST_F(RotatingFileTest, ARotatedFileKeepsItsPermissionsForItsSuccessor) {
    put(path, "");
    ::chmod(path.c_str(), 0600);
    const auto file = make(3, 1);
    file->write("abc");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(RotatingFileTest, BytesOfAPipeAreAppendedAndCountedForRotation) {
    const auto file = make(10, 1);
    UniqueFd pipe = pipe_with("hello\n");
    EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 6u);
    EXPECT_EQ(log(), "hello\n");
    EXPECT_TRUE(file->write_from_pipe(pipe.get(), 65536).at_end);
    pipe = pipe_with("world\n");
    file->write_from_pipe(pipe.get(), 65536);
    EXPECT_EQ(log(1), "hello\nworld\n");
}

TEST_F(RotatingFileTest, WhatFollowsTheLastNewlineGoesToTheNextFile) {
    const auto file = make(10, 2);
    file->write("one\ntwo\nthree\nfo");
    EXPECT_EQ(log(1), "one\ntwo\nthree\n");
    EXPECT_EQ(log(), "fo");
    const UniqueFd pipe = pipe_with("ur\nfive\nsix\nse");
    EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 14u);
    EXPECT_EQ(log(1), "four\nfive\nsix\n");
    EXPECT_EQ(log(), "se");
}

TEST_F(RotatingFileTest, TheRotationWaitsForTheEndOfALineThatReachesTheSize) {
    const auto file = make(10, 2);
    file->write("one\nand a lo");
    EXPECT_FALSE(exists("log.1"));
    file->write("ng line\nnext");
    EXPECT_EQ(log(1), "one\nand a long line\n");
    EXPECT_EQ(log(), "next");
}

TEST_F(RotatingFileTest, ALineWithoutAnEndIsCutInTheEnd) {
    const auto file = make(10, 2);
    const std::string piece(40'000, 'x');
    file->write(piece);
    EXPECT_FALSE(exists("log.1"));
    file->write(piece);
    EXPECT_EQ(log(1), piece + piece);
    EXPECT_EQ(log(), "");
}

TEST_F(RotatingFileTest, NoLineOfABusyPipeIsCutInTwo) {
    const auto file = make(150'000, 100);
    std::string all;
    for (int line = 0; all.size() < 1'000'000; ++line) {
        all += std::to_string(line) + std::string(static_cast<std::size_t>(line % 300), 'x') + '\n';
    }
    for (std::size_t begin = 0; begin < all.size(); begin += 60'000) {
        const UniqueFd pipe = pipe_with(all.substr(begin, 60'000));
        while (!file->write_from_pipe(pipe.get(), 65536).at_end) {
        }
    }
    int oldest = 0;
    while (exists("log." + std::to_string(oldest + 1))) {
        ++oldest;
    }
    EXPECT_GE(oldest, 4);
    std::string kept;
    for (int number = oldest; number >= 0; --number) {
        kept += log(number);
        EXPECT_TRUE(kept.ends_with('\n')) << number;
        EXPECT_TRUE(number == 0 || log(number).size() >= 150'000u) << number;
        EXPECT_LT(log(number).size(), 150'000u + 65'536u) << number;
    }
    EXPECT_TRUE(kept == all);
}

TEST_F(RotatingFileTest, ItIsRotatedWhenItsOwnerSaysSo) {
    const auto file = make(0, 2);
    file->write("one\n");
    EXPECT_EQ(file->rotate(UnfinishedLine::GoesOn), true);
    EXPECT_EQ(log(1), "one\n");
    EXPECT_EQ(log(), "");
    file->write("two\n");
    EXPECT_EQ(log(), "two\n");
    EXPECT_EQ(rotations, 1);
}

TEST_F(RotatingFileTest, AnEmptyFileIsNotRotated) {
    const auto file = make(0, 2);
    EXPECT_EQ(file->rotate(UnfinishedLine::IsOver), false);
    EXPECT_FALSE(exists("log.1"));
}

TEST_F(RotatingFileTest, AnUnfinishedLineGoesOnInTheNextFile) {
    const auto file = make(0, 2);
    file->write("one\nand tw");
    EXPECT_EQ(file->rotate(UnfinishedLine::GoesOn), true);
    EXPECT_EQ(log(1), "one\n");
    EXPECT_EQ(log(), "and tw");
    file->write_from_pipe(pipe_with("o\nthree\n").get(), 65536);
    EXPECT_EQ(log(), "and two\nthree\n");
}

TEST_F(RotatingFileTest, NothingButAnUnfinishedLineIsRotatedWhenItIsOver) {
    const auto file = make(0, 2);
    file->write("password: ");
    EXPECT_EQ(file->rotate(UnfinishedLine::GoesOn), false);
    EXPECT_EQ(log(), "password: ");
    EXPECT_EQ(file->rotate(UnfinishedLine::IsOver), true);
    EXPECT_EQ(log(1), "password: ");
    EXPECT_EQ(log(), "");
}

TEST_F(RotatingFileTest, ALineThatIsLongerThanAnyShouldBeIsCut) {
    const auto file = make(0, 2);
    file->write("\n" + std::string(70'000, 'x'));
    EXPECT_EQ(file->rotate(UnfinishedLine::GoesOn), true);
    EXPECT_EQ(log(1).size(), 70'001u);
    EXPECT_EQ(log(), "");
}

TEST_F(RotatingFileTest, WithoutBackupsARotationKeepsTheUnfinishedLineOnly) {
    const auto file = make(0, 0);
    file->write("one\nand tw");
    EXPECT_EQ(file->rotate(UnfinishedLine::GoesOn), true);
    EXPECT_EQ(log(), "and tw");
    file->write("o\n");
    EXPECT_EQ(log(), "and two\n");
    EXPECT_EQ(rotations, 0);
}

TEST_F(RotatingFileTest, ARotationThatFailsIsToldToWhoAskedForIt) {
    const auto file = make(0, 1);
    std::filesystem::create_directory(path + ".1");
    file->write("abc\n");
    const auto rotated = file->rotate(UnfinishedLine::IsOver);
    ASSERT_FALSE(rotated);
    EXPECT_EQ(rotated.error().message(), "rename " + path + ": Is a directory");
    file->write("def\n");
    EXPECT_EQ(log(), "abc\ndef\n");
    EXPECT_TRUE(errors.empty());
}

TEST_F(RotatingFileTest, AnotherObjectOfTheSameFileFollowsARotation) {
    const auto one = make(0, 2);
    const auto two = make(0, 2);
    one->write("1\n");
    two->write("2\n");
    EXPECT_EQ(one->rotate(UnfinishedLine::GoesOn), true);
    two->follow_rotation();
    two->write("3\n");
    one->follow_rotation();
    one->write("4\n");
    EXPECT_EQ(log(1), "1\n2\n");
    EXPECT_EQ(log(), "3\n4\n");
}

TEST_F(RotatingFileTest, ALineCanBeEnded) {
    const auto file = make(0, 2);
    file->end_line();
    EXPECT_EQ(log(), "");
    put(path, "killed her");
    file->end_line();
    file->end_line();
    EXPECT_EQ(log(), "killed her\n");
}

TEST_F(RotatingFileTest, KnowsWhenItWasWrittenLast) {
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto file = make(0, 2);
    file->write("x");
    EXPECT_GE(file->last_written(), before - std::chrono::seconds(1));
    EXPECT_LE(file->last_written(), std::chrono::system_clock::now());
}

TEST_F(RotatingFileTest, AnEmptyPipeIsNotTheEnd) {
    const auto file = make(0, 0);
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    const UniqueFd read(ends[0]);
    const UniqueFd write(ends[1]);
    const RotatingFile::Moved moved = file->write_from_pipe(read.get(), 65536);
    EXPECT_EQ(moved.bytes, 0u);
    EXPECT_FALSE(moved.at_end);
}

TEST_F(RotatingFileTest, AFileSystemWithoutSpliceIsWrittenToAllTheSame) {
    const pid_t pid = ::fork(); // the file is a setting of the process
    if (pid == 0) {
        const auto file = open("/proc/self/oom_score_adj", 3, 1);
        UniqueFd pipe = pipe_with("501");
        EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 3u);
        EXPECT_EQ(contents_of("/proc/self/oom_score_adj"), "501\n");
        EXPECT_TRUE(errors.empty());
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(0));
}

TEST_F(RotatingFileTest, AFileThatCannotSeekIsWrittenToAllTheSame) {
    const std::string before = contents_of("/proc/self/comm"); // the name of this thread
    const auto file = open("/proc/self/comm", 3, 1);
    UniqueFd pipe = pipe_with("renamed");
    EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 7u);
    EXPECT_EQ(contents_of("/proc/self/comm"), "renamed\n");
    file->write(before);
    EXPECT_TRUE(errors.empty());
}

TEST_F(RotatingFileTest, ATruncatedFileGoesOnAtItsNewEnd) {
    const auto file = make(0, 0);
    file->write("0123456789");
    put(path, ""); // as copytruncate does
    file->write("abc");
    UniqueFd pipe = pipe_with("def");
    file->write_from_pipe(pipe.get(), 65536);
    EXPECT_EQ(log(), "abcdef");
}

TEST_F(RotatingFileTest, TwoWritersOfOneFileOverwriteNothing) {
    const auto one = make(0, 0);
    const auto two = make(0, 0);
    one->write("a");
    two->write("b");
    one->write("c");
    append(path, "d");
    two->write("e");
    EXPECT_EQ(log(), "abcde");
}

TEST_F(RotatingFileTest, TheSecondWriterDoesNotRotateTheFreshFileAway) {
    const auto one = make(10, 2);
    const auto two = make(10, 2);
    one->write("0123456789");
    two->write("late");
    two->write("fresh");
    EXPECT_EQ(log(1), "0123456789late");
    EXPECT_EQ(log(), "fresh");
    EXPECT_FALSE(exists("log.2"));
}

TEST_F(RotatingFileTest, ReopeningFollowsAFileThatWasMovedAway) {
    const auto file = make(0, 0);
    file->write("old");
    std::filesystem::rename(path, path + ".moved");
    file->write("er");
    ASSERT_TRUE(file->reopen());
    file->write("new");
    EXPECT_EQ(contents_of(path + ".moved"), "older");
    EXPECT_EQ(log(), "new");
}

TEST_F(RotatingFileTest, WhenReopeningFailsTheOldFileStaysOpen) {
    const auto file = make(0, 0);
    std::filesystem::rename(path, path + ".moved");
    std::filesystem::create_directory(path);
    EXPECT_EQ(file->reopen().error().errno_code, EISDIR);
    file->write("still");
    EXPECT_EQ(contents_of(path + ".moved"), "still");
}

TEST_F(RotatingFileTest, ClearingBeginsAnEmptyFile) {
    const auto file = make(0, 0);
    file->write("old");
    ASSERT_TRUE(file->clear());
    EXPECT_EQ(log(), "");
    file->write("new");
    EXPECT_EQ(log(), "new");
}

TEST_F(RotatingFileTest, ARemovedFileIsGoneAndWhatFollowsIsDropped) {
    const auto file = make(0, 0);
    ASSERT_TRUE(file->remove());
    file->write("x");
    EXPECT_EQ(file->write_from_pipe(pipe_with("y").get(), 65536).bytes, 1u);
    EXPECT_FALSE(exists("log"));
    EXPECT_TRUE(errors.empty());
}

TEST_F(RotatingFileTest, AFileThatCannotBeOpenedIsAnError) {
    const auto file = RotatingFile::open({"/nonexistent/log", {}, 0, {}});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message(), "open /nonexistent/log: No such file or directory");
}

TEST_F(RotatingFileTest, AFullDiskIsReportedOnceAndTheLogGoesOnWhenThereIsRoom) {
    const sighandler_t before = ::signal(SIGXFSZ, SIG_IGN);
    const auto file = make(0, 0);
    struct rlimit limit {};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const struct rlimit tight { 5, limit.rlim_max };
    ::setrlimit(RLIMIT_FSIZE, &tight);
    file->write("012");
    file->write("345678");
    file->write("lost");
    UniqueFd pipe = pipe_with("lost too");
    EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 8u) << "the child would be blocked";
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, before);
    file->write("again");
    EXPECT_EQ(log(), "01234again");
    EXPECT_THAT(errors, ElementsAre("write " + path + ": File too large"));
}

TEST_F(RotatingFileTest, WhenTheFileCannotBeRotatedTheLogGoesOnInIt) {
    const auto file = make(3, 1);
    std::filesystem::create_directory(path + ".1");
    file->write("abc");
    file->write("de");
    EXPECT_EQ(log(), "abcde");
    EXPECT_THAT(errors, ElementsAre("rename " + path + ": Is a directory"));
    std::filesystem::remove(path + ".1");
    file->write("f");
    EXPECT_EQ(log(1), "abcdef") << "tried again after another three bytes";
}

TEST_F(RotatingFileTest, ADeviceIsWrittenAndNeverRotatedClearedOrRemoved) {
    const auto file = open("/dev/null", 3, 1);
    file->write("abcdef");
    UniqueFd pipe = pipe_with("xyz");
    EXPECT_EQ(file->write_from_pipe(pipe.get(), 65536).bytes, 3u);
    EXPECT_FALSE(file->is_rotatable());
    EXPECT_EQ(file->kind(), "a device");
    EXPECT_EQ(file->rotate(UnfinishedLine::IsOver), false);
    EXPECT_TRUE(file->clear());
    EXPECT_TRUE(file->remove());
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
    EXPECT_TRUE(errors.empty());
}

TEST_F(RotatingFileTest, AFifoWithoutReaderBlocksNobodyAndKeepsTheBytes) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto file = make(3, 1);
    const std::string text(100'000, 'x');
    file->write(text);
    EXPECT_TRUE(file->is_blocked());
    EXPECT_EQ(file->kind(), "a FIFO");
    EXPECT_EQ(file->rotate(UnfinishedLine::IsOver), false);
    const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    std::size_t seen = 0;
    std::vector<char> buffer(65536);
    for (ssize_t count = 1; count > 0;) {
        count = ::read(reader.get(), buffer.data(), buffer.size());
        seen += count > 0 ? static_cast<std::size_t>(count) : 0;
        file->flush();
    }
    EXPECT_EQ(seen, text.size());
    EXPECT_FALSE(file->is_blocked());
    EXPECT_FALSE(exists("log.1"));
}

TEST_F(RotatingFileTest, WhatWaitsForABlockedTargetIsBounded) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto file = make(0, 0);
    for (int i = 0; i < 40; ++i) {
        file->write(std::string(65'536, 'x'));
    }
    EXPECT_THAT(errors, ElementsAre(testing::MatchesRegex("nobody reads " + path +
                                                          ": [0-9]{7} bytes wait for it, and "
                                                          "what exceeds them is dropped")));
}

TEST_F(RotatingFileTest, ASocketAsStdoutIsWrittenTo) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);
    const auto file = open("/dev/fd/" + std::to_string(theirs.get()), 3, 1);
    file->write("hello");
    EXPECT_EQ(file->kind(), "a socket");
    file->end_line();
    file->end_line();
    char buffer[16] = {};
    EXPECT_EQ(::read(ours.get(), buffer, sizeof buffer), 6);
    EXPECT_STREQ(buffer, "hello\n");
}

TEST_F(RotatingFileTest, FollowersAreToldOfEveryAppendAndRotation) {
    const auto file = make(10, 1);
    std::vector<std::uint64_t> sizes;
    file->set_on_written([&] { sizes.push_back(file->size()); });
    file->write("abc");
    file->write_from_pipe(pipe_with("defghijkl").get(), 65536);
    EXPECT_THAT(sizes, ElementsAre(3u, 12u, 0u));
}

} // namespace
} // namespace halberd
