#include "core/os/auto_log.hpp"

#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

std::set<std::string> names_in(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename());
    }
    return names;
}

TEST(AutoLogTest, IsAnEmptyPrivateFileWithSupervisorsName) {
    const TempFolder folder;
    const mode_t umask_before = ::umask(0);
    const Result<std::string> path = create_auto_log(folder.path(), "web", "stdout", "supervisor");
    const Result<std::string> other = create_auto_log(folder.path(), "web", "stdout", "supervisor");
    ::umask(umask_before);
    ASSERT_TRUE(path && other);
    EXPECT_THAT(*path, MatchesRegex(folder.path() + "/web-stdout---supervisor-[a-z0-9_]{8}\\.log"));
    EXPECT_NE(*path, *other);
    struct stat status {};
    ASSERT_EQ(::stat(path->c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
    EXPECT_EQ(status.st_size, 0);
}

TEST(AutoLogTest, AFolderThatDoesNotExistIsAnError) {
    const Result<std::string> path = create_auto_log("/nonexistent", "web", "stdout", "supervisor");
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().errno_code, ENOENT);
}

TEST(AutoLogTest, CleaningUpRemovesTheAutoLogsOfThisIdentifierOnly) {
    const TempFolder folder;
    RecordingLog log;
    const std::set<std::string> kept = {"app.log",
                                        "web-stdout---other-abcdefgh.log",
                                        "web-stdout---super.visor-abcdefgh.log",
                                        "web-stdout---supervisor-a b.log",
                                        "web-stdout---supervisor-abcdefgh.log.gz",
                                        "web-stdout---supervisor-abcdefgh.txt",
                                        "---supervisor-abcdefgh.log"};
    for (const std::string& name : kept) {
        put(folder.file(name), "");
    }
    for (const char* name :
         {"web-stdout---supervisor-abcdefgh.log", "web-stderr---supervisor-ABC_1234.log.1",
          "my job-stdout---supervisor-abcdefgh.log.12", "web-stdout---supervisor-abcdefgh.log.3.gz",
          "web-stdout---supervisor-abcdefgh.log.10.zst", "web-stdout---supervisor-abcdefgh.log.compressing"}) {
        put(folder.file(name), "");
    }
    clear_auto_logs(folder.path(), "supervisor", log);
    EXPECT_EQ(names_in(folder.path()), kept);
    EXPECT_THAT(log.lines, IsEmpty());
}

TEST(AutoLogTest, WhatCannotBeRemovedIsLogged) {
    const TempFolder folder;
    RecordingLog log;
    const std::string path = folder.file("web-stdout---supervisor-abcdefgh.log");
    std::filesystem::create_directory(path);
    clear_auto_logs(folder.path(), "supervisor", log);
    clear_auto_logs("/nonexistent", "supervisor", log);
    EXPECT_THAT(log.lines, ElementsAre("WARN Failed to clean up '" + path + "'", "WARN Could not clear childlog dir"));
}

} // namespace
} // namespace halberd
