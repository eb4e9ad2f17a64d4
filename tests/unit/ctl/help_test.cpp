#include "ctl/help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Expected texts are what Python's cmd.Cmd().columnize() prints.
TEST(Columns, AreFilledDownwards) {
    EXPECT_EQ(columns({"a", "bb", "ccc", "d", "e"}, 8), "a    d\nbb   e\nccc\n");
    EXPECT_EQ(columns({"a", "bb", "ccc", "d", "e"}, 12), "a   ccc  e\nbb  d  \n");
    EXPECT_EQ(columns({"a", "bb", "ccc", "d", "e"}, 79), "a  bb  ccc  d  e\n");
    EXPECT_EQ(columns({"long", "words"}, 3), "long\nwords\n");
    EXPECT_EQ(columns({"one"}, 79), "one\n");
    EXPECT_EQ(columns({}, 79), "");
}

TEST(HelpOverview, ListsTheCommandsAsSupervisorDoesAndOursBelow) {
    const std::string overview = help_overview(all_commands());
    const std::size_t ours = overview.find("\ncommands of Halberd");
    EXPECT_THAT(overview.substr(ours), HasSubstr("\nalerts  doctor  events  explain  lint  logs  plan  rotate  silence  top  wait"));
    EXPECT_EQ(overview.substr(0, ours),
              "\n"
              "default commands (type help <topic>):\n"
              "=====================================\n"
              "add    exit      open  reload  restart   start   tail   \n"
              "avail  fg        pid   remove  shutdown  status  update \n"
              "clear  maintail  quit  reread  signal    stop    version\n"
              "\n");
}

TEST(Help, EveryCommandBeginsWithItsOwnUsage) {
    for (const Command& command : all_commands()) {
        EXPECT_THAT(std::string(command.help), StartsWith(std::string(command.name)));
        EXPECT_NE(command.run, nullptr) << command.name;
    }
}

} // namespace
} // namespace halberd::ctl
