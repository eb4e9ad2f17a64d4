#include "core/os/command_lookup.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

namespace halberd {
namespace {

class CommandLookupTest : public testing::Test {
 protected:
    std::string make_file(const std::string& name, mode_t mode) {
        put(folder.file(name), "#!/bin/sh\n");
        ::chmod(folder.file(name).c_str(), mode);
        return folder.file(name);
    }
    void expect_error(const std::string& program, const std::string& path, int errno_code, const std::string& text) {
        const Result<std::string> found = find_command(program, path);
        ASSERT_FALSE(found) << *found;
        EXPECT_EQ(found.error().message(), text);
        EXPECT_EQ(found.error().errno_code, errno_code);
    }
    TempFolder folder;
};

TEST_F(CommandLookupTest, AProgramIsSearchedForInThePath) {
    const std::string file = make_file("tool", 0755);
    EXPECT_EQ(find_command("tool", "/nonexistent:" + folder.path()), file);
    EXPECT_EQ(find_command("tool", folder.path() + "/:/bin"), file);
}

TEST_F(CommandLookupTest, TheFirstFileOfThatNameCountsEvenIfItCannotBeExecuted) {
    const std::string file = make_file("sh", 0644);
    expect_error("sh", folder.path() + ":/bin", EACCES, "command at '" + file + "' is not executable");
}

TEST_F(CommandLookupTest, AnEmptyPathVariableMeansTheUsualFolders) {
    EXPECT_EQ(find_command("sh", ""), "/bin/sh");
}

TEST_F(CommandLookupTest, ANameWithASlashIsNotSearchedFor) {
    const std::string file = make_file("tool", 0755);
    EXPECT_EQ(find_command(file, "/bin"), file);
    expect_error("./no-such-tool", folder.path(), ENOENT, "can't find command './no-such-tool'");
}

TEST_F(CommandLookupTest, WhatIsNotFoundIsNamedAsItWasWritten) {
    expect_error("tool", folder.path(), ENOENT, "can't find command 'tool'");
    expect_error("it's", folder.path(), ENOENT, "can't find command \"it's\"");
    expect_error("", folder.path() + "/x", ENOENT, "can't find command ''");
}

TEST_F(CommandLookupTest, AFileOfTheCurrentFolderIsNotFoundByItsBareName) {
    const std::string before = std::filesystem::current_path();
    make_file("tool", 0755);
    std::filesystem::current_path(folder.path());
    expect_error("tool", "/nonexistent", ENOENT, "can't find command 'tool'");
    EXPECT_EQ(find_command("tool", "/nonexistent:"), "tool");
    std::filesystem::current_path(before);
}

TEST_F(CommandLookupTest, AFolderIsNotACommand) {
    expect_error(folder.path(), "", EISDIR, "command at '" + folder.path() + "' is a directory");
}

TEST_F(CommandLookupTest, ExecutableForOthersOnlyIsNoPermission) {
    const std::string file = make_file("tool", 0001);
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (::geteuid() == 0) {
            // Owned by the user who may not execute it.
            ::chown(folder.path().c_str(), 65534, 65534);
            ::chown(file.c_str(), 65534, 65534);
            ::setresgid(65534, 65534, 65534);
            ::setresuid(65534, 65534, 65534);
        }
        const Result<std::string> found = find_command(file, "");
        const bool is_refused = !found && found.error().message() == "no permission to run command '" + file + "'" &&
                                found.error().errno_code == EACCES;
        ::_exit(is_refused ? 0 : 1);
    }
    EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(0));
}

} // namespace
} // namespace halberd
