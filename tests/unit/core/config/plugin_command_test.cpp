#include "core/config/plugin_command.hpp"

#include "core/config/shell_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;

TEST(PluginCommand, APathIsTakenAsItIs) {
    EXPECT_EQ(find_plugin("./x.so", {"/a"}, "/base")->library, "/base/x.so");
    EXPECT_EQ(find_plugin("/opt/x.so -v", {"/a"}, "/base")->library, "/opt/x.so");
}

TEST(PluginCommand, ANameIsExpectedInTheFirstFolder) {
    EXPECT_EQ(find_plugin("x", {"/no/a", "/no/b"}, "/base")->library, "/no/a/x.so");
    EXPECT_EQ(find_plugin("x.so", {"/no/a"}, "/base")->library, "/no/a/x.so");
    EXPECT_EQ(find_plugin("x", {}, "/base")->library, "x.so");
}

TEST(PluginCommand, TheHostsCommandKeepsEveryArgument) {
    const PluginSpec plugin{"/a b/x.so", {"plain", "two words", "it's", ""}};
    EXPECT_THAT(*split_shell_words(plugin_host_command("/usr/bin/host", plugin)),
                ElementsAre("/usr/bin/host", "/a b/x.so", "plain", "two words", "it's", ""));
}

} // namespace
} // namespace halberd
