#include "core/config/program_table.hpp"

#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ProgramTableTest = ConfigurationTest;

TEST_F(ProgramTableTest, AMissingFileIsOneError) {
    read_configuration("nothing.conf", environment_, overrides_, diagnostics_);
    EXPECT_EQ(said(), "error: nothing.conf: could not find config file nothing.conf (No such file or directory)\n");
}

TEST_F(ProgramTableTest, TheFileNeedsASupervisordSection) {
    read("[program:a]\ncommand=x\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf: the file does not include a [supervisord] section "
              "(add a line [supervisord]; it may stay empty)\n");
}

TEST_F(ProgramTableTest, ARelativePathIsRelativeToTheWorkingDirectory) {
    write("sub/a.conf", "[supervisord]\nlogfile=%(here)s/x.log\n");
    const auto configuration = read_configuration("sub/a.conf", environment_, overrides_, diagnostics_);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(configuration.server.config_file, folder_ + "/sub/a.conf");
    EXPECT_EQ(configuration.server.logfile, folder_ + "/sub/x.log");
}

TEST_F(ProgramTableTest, ErrorsComeInTheOrderOfTheLines) {
    read("[program:b]\nstartsecs=x\ncommand=x\n[supervisord]\nloglevel=x\n[program:a]\ncommand=x\nstartsecs=x\n");
    std::vector<int> lines;
    for (const Diagnostic& one : diagnostics_.all()) {
        lines.push_back(one.origin.line);
    }
    EXPECT_THAT(lines, ElementsAre(2, 5, 8));
}

GroupSpec group(const std::string& name, const std::string& command) {
    GroupSpec spec;
    spec.name = name;
    spec.processes.emplace_back();
    spec.processes.front().command = command;
    return spec;
}

TEST(CompareGroups, TellsAddedChangedAndRemoved) {
    const std::vector<GroupSpec> active{group("z", "1"), group("same", "1"), group("b", "1"), group("a", "1")};
    const std::vector<GroupSpec> wanted{group("new", "1"), group("b", "2"), group("same", "1"), group("also", "1")};
    const GroupChanges changes = compare_groups(active, wanted);
    EXPECT_THAT(changes.added, ElementsAre("new", "also"));
    EXPECT_THAT(changes.changed, ElementsAre("b"));
    EXPECT_THAT(changes.removed, ElementsAre("z", "a"));
}

TEST(CompareGroups, DoesNotMindWhereAGroupIsWritten) {
    GroupSpec moved = group("a", "1");
    moved.origin = {"other.conf", 99};
    const GroupChanges changes = compare_groups({group("a", "1")}, {moved});
    EXPECT_THAT(changes.changed, IsEmpty());
}

TEST(CompareGroups, MindsPriorityAndSubscription) {
    GroupSpec other_priority = group("a", "1");
    other_priority.priority = 1;
    EXPECT_THAT(compare_groups({group("a", "1")}, {other_priority}).changed, ElementsAre("a"));
    GroupSpec listener = group("a", "1");
    listener.listener.emplace();
    EXPECT_THAT(compare_groups({group("a", "1")}, {listener}).changed, ElementsAre("a"));
}

} // namespace
} // namespace halberd
