#include "sdk/host/plugin_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace halberd {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string odd(const std::string& fault) {
    return ODD_PLUGINS "/" + fault + ".so";
}

std::string refusal(const std::string& path) {
    const auto library = PluginLibrary::load(path);
    return library ? "was loaded" : library.error();
}

class PluginLibraryTest : public testing::Test {
 protected:
    PluginLibraryTest() {
        std::string name = testing::TempDir() + "halberd-plugin-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~PluginLibraryTest() override { std::filesystem::remove_all(folder); }

    std::string file(const std::string& name, const std::string& content) const {
        std::ofstream(folder / name) << content;
        return folder / name;
    }
    std::filesystem::path folder;
};

TEST_F(PluginLibraryTest, APluginInPlainCIsLoaded) {
    const auto library = PluginLibrary::load(odd("RIGHT"));
    ASSERT_TRUE(library) << library.error();
    EXPECT_STREQ(library->table().id, "org.example.counter");
    EXPECT_EQ(library->path(), odd("RIGHT"));
}

TEST_F(PluginLibraryTest, TheObjectStaysLoadedWithoutItsHandle) {
    const char* id = PluginLibrary::load(odd("RIGHT"))->table().id;
    EXPECT_STREQ(id, "org.example.counter");
}

TEST_F(PluginLibraryTest, AMissingFileIsNamed) {
    EXPECT_THAT(refusal(folder / "none.so"),
                AllOf(HasSubstr("none.so can't be opened"), HasSubstr("No such file or directory")));
}

TEST_F(PluginLibraryTest, AFileThatCantBeReadSaysWhy) {
    std::filesystem::create_symlink(folder / "loop.so",
                                    folder / "loop.so"); // root could read a file without permissions
    EXPECT_THAT(refusal(folder / "loop.so"), HasSubstr("can't be opened: Too many levels of symbolic links"));
}

TEST_F(PluginLibraryTest, AFolderIsNoPlugin) {
    EXPECT_THAT(refusal(folder), HasSubstr("is not a regular file"));
}

TEST_F(PluginLibraryTest, AFifoIsNotWaitedFor) {
    ASSERT_EQ(::mkfifo((folder / "fifo.so").c_str(), 0600), 0);
    EXPECT_THAT(refusal(folder / "fifo.so"), HasSubstr("is not a regular file"));
}

TEST_F(PluginLibraryTest, AFileThatIsNotElfIsRefused) {
    EXPECT_THAT(refusal(file("text.so", "#!/bin/sh\necho hello\n")),
                HasSubstr("is not a shared object of this machine"));
    EXPECT_THAT(refusal(file("empty.so", "")), HasSubstr("is not a shared object of this machine"));
    EXPECT_THAT(refusal(file("cut.so",
                             "\x7F"
                             "ELF\x02\x01\x01")),
                HasSubstr("is not a shared object of this machine"));
}

TEST_F(PluginLibraryTest, AnObjectWithoutTheSymbolIsNoPlugin) {
    EXPECT_THAT(refusal(odd("NO_SYMBOL")), HasSubstr("exports no symbol halberd_plugin"));
    EXPECT_THAT(refusal(odd("HIDDEN_SYMBOL")), HasSubstr("exports no symbol halberd_plugin"));
}

TEST_F(PluginLibraryTest, AnUnresolvedSymbolIsNamed) {
    EXPECT_THAT(refusal(odd("UNRESOLVED")), AllOf(HasSubstr("can't be loaded"), HasSubstr("function_of_nobody")));
}

TEST_F(PluginLibraryTest, AnotherMajorIsRefusedNamingBothNumbers) {
    EXPECT_THAT(refusal(odd("WRONG_MAJOR")),
                AllOf(HasSubstr("plugin ABI 7.0"), HasSubstr("host for ABI 1.0"), HasSubstr("major numbers differ")));
}

TEST_F(PluginLibraryTest, AMinorThatIsTooNewIsRefusedNamingBothNumbers) {
    EXPECT_THAT(refusal(odd("MINOR_TOO_NEW")), AllOf(HasSubstr("needs plugin ABI 1.9"), HasSubstr("host for ABI 1.0")));
}

TEST_F(PluginLibraryTest, ATableThatIsTooSmallIsRefusedNamingBothSizes) {
    EXPECT_THAT(refusal(odd("TABLE_TOO_SMALL")), AllOf(HasSubstr("table has 16 bytes"), HasSubstr("needs 64")));
}

TEST_F(PluginLibraryTest, AMissingFunctionIsNamed) {
    EXPECT_THAT(refusal(odd("NO_HANDLE")),
                AllOf(StartsWith("plugin " + odd("NO_HANDLE")), HasSubstr("has no handle in its table")));
}

} // namespace
} // namespace halberd
