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

// A loaded plugin that counts bytes in the version of this test.
class ReplacedPluginTest : public PluginLibraryTest {
 protected:
    // Puts a plugin at the path as `cp` does: into the file that is there.
    void write_over(const std::string& fault) const {
        std::ifstream from(odd(fault), std::ios::binary);
        std::ofstream to(path(), std::ios::binary | std::ios::trunc);
        to << from.rdbuf();
    }

    std::string path() const { return folder / "plugin.so"; }

    static bool works(const halberd_plugin& table) {
        const char* const argv[] = {"counter", nullptr};
        char err[100] = "";
        void* self = table.create(nullptr, 1, argv, err, sizeof err);
        halberd_event event{};
        const bool handled = self != nullptr && table.handle(self, &event, err, sizeof err) == HALBERD_OK;
        table.destroy(self);
        return handled;
    }
};

TEST_F(ReplacedPluginTest, AFileThatHasNotChangedIsLoadedOnce) {
    write_over("RIGHT");
    const auto first = PluginLibrary::load(path());
    const auto second = PluginLibrary::load(path());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(&first->table(), &second->table());
}

TEST_F(ReplacedPluginTest, CodeThatRunsGoesOnWhenItsFileIsWrittenOver) {
    write_over("RIGHT");
    const auto library = PluginLibrary::load(path());
    ASSERT_TRUE(library) << library.error();
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << "gone";
    EXPECT_TRUE(works(library->table()));
    EXPECT_STREQ(library->table().id, "org.example.counter");
    EXPECT_THAT(refusal(path()), HasSubstr("is not a shared object of this machine"));
}

TEST_F(ReplacedPluginTest, AReplacedFileIsLoadedBesideTheOneBeforeIt) {
    write_over("RIGHT");
    const auto before = PluginLibrary::load(path());
    ASSERT_TRUE(before) << before.error();
    std::filesystem::remove(path());
    write_over("RIGHT");
    const auto after = PluginLibrary::load(path());
    ASSERT_TRUE(after) << after.error();
    EXPECT_NE(&before->table(), &after->table());
    EXPECT_TRUE(works(before->table()));
    EXPECT_TRUE(works(after->table()));
    write_over("WRONG_MAJOR");
    EXPECT_THAT(refusal(path()), HasSubstr("major numbers differ"));
}

// A copy that somebody interrupted, or that is still under way.
TEST_F(ReplacedPluginTest, AFileThatBreaksOffIsRefused) {
    write_over("RIGHT");
    const auto size = std::filesystem::file_size(path());
    for (std::uintmax_t cut = 1; cut < size; cut += cut < 64 ? 1 : 512) {
        std::filesystem::resize_file(path(), size - cut);
        const auto library = PluginLibrary::load(path());
        EXPECT_FALSE(library) << "without its last " << cut << " bytes";
    }
}

} // namespace
} // namespace halberd
