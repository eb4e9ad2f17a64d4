#include "core/os/file_tail.hpp"

#include "core/os/rotating_file.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace halberd {
namespace {

class FileTailTest : public testing::Test {
 protected:
    FileTailTest() { put(path, "0123456789"); }

    TempFolder folder;
    std::string path = folder.file("log");
};

TEST_F(FileTailTest, ReadingFromAnOffsetGivesThatManyBytesOrTheRest) {
    EXPECT_EQ(read_log(path, 0, 4), "0123");
    EXPECT_EQ(read_log(path, 8, 4), "89");
    EXPECT_EQ(read_log(path, 3, 0), "3456789");
    EXPECT_EQ(read_log(path, 10, 0), "");
    EXPECT_EQ(read_log(path, 100, 5), "");
    EXPECT_EQ(read_log(path, 2, INT64_MAX), "23456789");
}

TEST_F(FileTailTest, ANegativeOffsetCountsFromTheEnd) {
    EXPECT_EQ(read_log(path, -4, 0), "6789");
    EXPECT_EQ(read_log(path, -100, 0), "0123456789");
}

TEST_F(FileTailTest, BadArgumentsAreTold) {
    EXPECT_EQ(read_log(path, -4, 4).error().errno_code, EINVAL);
    EXPECT_EQ(read_log(path, 4, -4).error().errno_code, EINVAL);
    EXPECT_EQ(read_log(folder.file("other"), 0, 0).error().errno_code, ENOENT);
}

TEST_F(FileTailTest, TailAnswersAsSupervisorDoes) {
    EXPECT_EQ(tail_log(path, 0, 4), (TailedBytes{"6789", 10, true}));
    EXPECT_EQ(tail_log(path, 5, 8), (TailedBytes{"23456789", 10, false}));
    EXPECT_EQ(tail_log(path, 0, 0), (TailedBytes{"", 10, true}));
    EXPECT_EQ(tail_log(path, 0, 10), (TailedBytes{"0123456789", 10, false}));
    EXPECT_EQ(tail_log(path, 0, 100), (TailedBytes{"0123456789", 10, false}));
    EXPECT_EQ(tail_log(path, 10, 5), (TailedBytes{"", 10, false}));
    EXPECT_EQ(tail_log(path, 20, 5), (TailedBytes{"", 10, false}));
    EXPECT_EQ(tail_log(path, -5, 3), (TailedBytes{"789", 10, true}));
    EXPECT_EQ(tail_log(path, INT64_MAX, INT64_MAX), (TailedBytes{"", 10, false}));
}

TEST_F(FileTailTest, TailOfAMissingFileIsEmpty) {
    EXPECT_EQ(tail_log(folder.file("other"), 7, 4), (TailedBytes{"", 0, false}));
}

TEST_F(FileTailTest, AFollowerBeginsNearTheEndAndSeesWhatIsAppended) {
    Result<FileFollower> follower = FileFollower::open(path, 4);
    ASSERT_TRUE(follower);
    EXPECT_EQ(follower->read_new().bytes, "6789");
    EXPECT_EQ(follower->read_new().bytes, "");
    append(path, "ab");
    EXPECT_EQ(follower->read_new().bytes, "ab");
}

TEST_F(FileTailTest, AFollowerOfAShortFileBeginsAtItsBeginning) {
    Result<FileFollower> follower = FileFollower::open(path, 1024);
    ASSERT_TRUE(follower);
    EXPECT_EQ(follower->read_new().bytes, "0123456789");
}

TEST_F(FileTailTest, AFollowerReadsTheRestOfTheOldFileAfterARotation) {
    Result<FileFollower> follower = FileFollower::open(path, 0);
    ASSERT_TRUE(follower);
    append(path, "last");
    std::filesystem::rename(path, path + ".1");
    put(path, "first");
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, "last"}));
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, "first"}));
    EXPECT_EQ(follower->read_new().bytes, "");
}

TEST_F(FileTailTest, AFollowerReadsALineThatARotationHasMovedOnlyOnce) {
    Result<std::unique_ptr<RotatingFile>> file = RotatingFile::open({folder.file("rotated"), ByteSize{0}, 1, {}});
    ASSERT_TRUE(file);
    Result<FileFollower> follower = FileFollower::open((*file)->path(), 0);
    ASSERT_TRUE(follower);
    (*file)->write("whole\nbeg");
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, "whole\nbeg"}));
    ASSERT_TRUE((*file)->rotate(RotatingFile::UnfinishedLine::GoesOn));
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, ""}));
    (*file)->write("un\nnext");
    ASSERT_TRUE((*file)->rotate(RotatingFile::UnfinishedLine::GoesOn));
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, "un\n"}));
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, "next"}));
}

TEST_F(FileTailTest, AFollowerTellsThatTheFileHasBecomeShorter) {
    Result<FileFollower> follower = FileFollower::open(path, 0);
    ASSERT_TRUE(follower);
    put(path, "abc");
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{true, "abc"}));
    EXPECT_EQ(follower->read_new(), (FileFollower::NewBytes{false, ""}));
}

TEST_F(FileTailTest, AFollowerSurvivesARemovedFile) {
    Result<FileFollower> follower = FileFollower::open(path, 0);
    ASSERT_TRUE(follower);
    std::filesystem::remove(path);
    EXPECT_EQ(follower->read_new().bytes, "");
    put(path, "again");
    EXPECT_EQ(follower->read_new().bytes, "again");
}

TEST_F(FileTailTest, AFollowerThatIsToldOfEachWriteMissesNothingOfARotatedLog) {
    Result<std::unique_ptr<RotatingFile>> file = RotatingFile::open({folder.file("rotated"), ByteSize{10}, 1, {}});
    ASSERT_TRUE(file);
    Result<FileFollower> follower = FileFollower::open((*file)->path(), 0);
    ASSERT_TRUE(follower);
    std::string seen;
    (*file)->set_on_written([&] {
        for (std::string bytes = follower->read_new().bytes; !bytes.empty(); bytes = follower->read_new().bytes) {
            seen += bytes;
        }
    });
    std::string expected;
    for (int i = 0; i < 100; ++i) {
        const std::string line = "line " + std::to_string(i) + "\n";
        (*file)->write(line);
        expected += line;
    }
    EXPECT_EQ(seen, expected);
}

} // namespace
} // namespace halberd
