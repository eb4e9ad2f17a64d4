#include "core/os/backup_files.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace halberd {
namespace {

using testing::ElementsAre;

class BackupFilesTest : public testing::Test {
 protected:
    // "NAME=CONTENTS" of each file in the folder.
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            found.push_back(entry.path().filename().native() + "=" + contents_of(entry.path().native()));
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    void make(const std::string& name, const std::string& contents) { put(folder.file(name), contents); }
    void copy_time(const std::string& from, const std::string& to) {
        std::filesystem::last_write_time(folder.file(to), std::filesystem::last_write_time(folder.file(from)));
    }

    TempFolder folder;
    BackupFiles backups{folder.file("log"), 3};
};

TEST_F(BackupFilesTest, TheLogBecomesTheYoungestAndTheOldestGoes) {
    for (const char* text : {"a", "b", "c", "d", "e"}) {
        make("log", text);
        ASSERT_TRUE(backups.shift());
    }
    EXPECT_THAT(files(), ElementsAre("log.1=e", "log.2=d", "log.3=c"));
}

TEST_F(BackupFilesTest, PackedOnesAreShiftedAndRemovedAlike) {
    make("log", "e");
    make("log.1", "d");
    make("log.2.gz", "c");
    make("log.3.zst", "b");
    ASSERT_TRUE(backups.shift());
    EXPECT_THAT(files(), ElementsAre("log.1=e", "log.2=d", "log.3.gz=c"));
}

TEST_F(BackupFilesTest, TheOldestGoesInWhateverFormItIs) {
    make("log", "c");
    make("log.2", "b");
    make("log.3.gz", "old");
    ASSERT_TRUE(backups.shift());
    EXPECT_THAT(files(), ElementsAre("log.1=c", "log.3=b"));
    const BackupFiles one(folder.file("log"), 1);
    make("log", "d");
    make("log.1.zst", "x");
    ASSERT_TRUE(one.shift());
    EXPECT_THAT(files(), ElementsAre("log.1=d", "log.3=b"));
}

TEST_F(BackupFilesTest, AGapStopsTheShifting) {
    make("log", "c");
    make("log.3.gz", "old");
    ASSERT_TRUE(backups.shift());
    EXPECT_THAT(files(), ElementsAre("log.1=c", "log.3.gz=old")) << "nothing has come in its place";
}

TEST_F(BackupFilesTest, AllOfThemCanBeRemoved) {
    for (const char* name : {"log", "log.1", "log.2.gz", "log.3.zst", "log.4", "log.compressing", "log.1.bz2"}) {
        make(name, "");
    }
    backups.remove();
    EXPECT_THAT(files(), ElementsAre("log.1.bz2=", "log.4=", "log="));
}

TEST_F(BackupFilesTest, TheYoungestPlainOneIsPackedNext) {
    make("log.1.gz", "packed");
    make("log.2", "plain");
    make("log.3", "older");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain && *plain);
    EXPECT_EQ((*plain)->path, folder.file("log.2"));
}

TEST_F(BackupFilesTest, ThePackedFileTakesThePlaceOfThePlainOneWhereverItIs) {
    make("log.1", "plain");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain && *plain);
    make("log.compressing", "packed");
    make("log", "next");
    ASSERT_TRUE(backups.shift());
    ASSERT_TRUE(backups.replace(**plain, 5, Compression::Zstd));
    EXPECT_THAT(files(), ElementsAre("log.1=next", "log.2.zst=packed"));
}

TEST_F(BackupFilesTest, WhatWasRotatedOutIsNotPacked) {
    make("log.1", "plain");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain && *plain);
    make("log.compressing", "packed");
    for (const char* text : {"a", "b", "c"}) {
        make("log", text);
        ASSERT_TRUE(backups.shift());
    }
    ASSERT_TRUE(backups.replace(**plain, 5, Compression::Gzip));
    EXPECT_THAT(files(), ElementsAre("log.1=c", "log.2=b", "log.3=a"));
}

TEST_F(BackupFilesTest, WhatSomebodyWritesToStaysPlain) {
    make("log.1", "plain");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain && *plain);
    make("log.compressing", "packed");
    append(folder.file("log.1"), " and late");
    const auto replaced = backups.replace(**plain, 5, Compression::Gzip);
    ASSERT_FALSE(replaced);
    EXPECT_EQ(replaced.error().message(), "another program still writes to it");
    EXPECT_EQ(contents_of(folder.file("log.1")), "plain and late");
}

TEST_F(BackupFilesTest, AReplacementThatWasInterruptedIsFinished) {
    make("log.1", "plain");
    make("log.1.gz", "packed");
    copy_time("log.1", "log.1.gz");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain);
    EXPECT_FALSE(*plain);
    EXPECT_THAT(files(), ElementsAre("log.1.gz=packed"));
}

TEST_F(BackupFilesTest, TwoFilesOfOneNumberAreBothLeftAlone) {
    make("log.1", "plain");
    make("log.1.gz", "something else");
    std::filesystem::last_write_time(folder.file("log.1.gz"), std::filesystem::file_time_type());
    make("log.2", "older");
    const auto plain = backups.open_plain();
    ASSERT_TRUE(plain && *plain);
    EXPECT_EQ((*plain)->path, folder.file("log.2"));
    EXPECT_EQ(files().size(), 3u);
}

} // namespace
} // namespace halberd
