#include "core/os/whole_file.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <string>

namespace halberd {
namespace {

TEST(WholeFile, IsReadUpToItsEnd) {
    const TempFolder folder;
    const std::string text = std::string(100'000, 'x') + '\0' + "end\n";
    put(folder.file("text"), text);
    EXPECT_EQ(read_whole_file(folder.file("text")), text);
    put(folder.file("text"), "");
    EXPECT_EQ(read_whole_file(folder.file("text")), "");
}

TEST(WholeFile, SaysWhyItCannotBeRead) {
    const TempFolder folder;
    EXPECT_EQ(read_whole_file(folder.file("none")).error().errno_code, ENOENT);
    EXPECT_EQ(read_whole_file(folder.path()).error().errno_code, EISDIR);
    put(folder.file("big"), "");
    std::filesystem::resize_file(folder.file("big"), (1 << 20) + 1);
    EXPECT_EQ(read_whole_file(folder.file("big")).error().errno_code, EFBIG);
}

} // namespace
} // namespace halberd
