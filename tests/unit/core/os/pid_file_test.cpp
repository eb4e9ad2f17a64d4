#include "core/os/pid_file.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <optional>

namespace halberd {
namespace {

TEST(PidFileTest, HoldsThePidAsLongAsItLives) {
    const TempFolder folder;
    const std::string path = folder.file("pid");
    put(path, "an older and longer content\n");
    {
        Result<PidFile> written = PidFile::write(path);
        ASSERT_TRUE(written);
        EXPECT_EQ(contents_of(path), std::to_string(::getpid()) + "\n");
        const PidFile moved = std::move(*written);
        written = failure("a", "b");
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PidFileTest, TheFileOfAnotherProcessIsLeftAlone) {
    const TempFolder folder;
    const std::string path = folder.file("pid");
    {
        const Result<PidFile> written = PidFile::write(path);
        ASSERT_TRUE(written);
        put(path, "1\n");
    }
    EXPECT_EQ(contents_of(path), "1\n");
}

TEST(PidFileTest, AFileThatCannotBeWrittenIsAnError) {
    const Result<PidFile> written = PidFile::write("/nonexistent/pid");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(), "open /nonexistent/pid: No such file or directory");
}

} // namespace
} // namespace halberd
