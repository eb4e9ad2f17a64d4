#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;

class GroupAssemblyTest : public ConfigurationTest {
 protected:
    // The names of the groups with their processes: "web(a b)".
    std::vector<std::string> groups(const std::string& sections) {
        std::vector<std::string> names;
        for (const GroupSpec& group : read("[supervisord]\n" + sections).groups) {
            std::string processes;
            for (const ProcessSpec& process : group.processes) {
                processes += (processes.empty() ? "" : " ") + process.name;
            }
            names.push_back(group.name + "(" + processes + ")");
        }
        return names;
    }
};

TEST_F(GroupAssemblyTest, EachProgramIsAGroupByPriorityThenName) {
    EXPECT_THAT(groups("[program:b]\ncommand=x\n[program:a]\ncommand=x\n[program:z]\ncommand=x\npriority=1\n"
                       "[eventlistener:l]\ncommand=x\nevents=EVENT\n"),
                ElementsAre("l(l)", "z(z)", "a(a)", "b(b)"));
}

TEST_F(GroupAssemblyTest, AGroupTakesItsProgramsAwayFromTheirOwn) {
    const std::string programs =
        "[program:a]\ncommand=%(group_name)s\npriority=3\n[program:b]\ncommand=x\n[program:c]\ncommand=x\n";
    EXPECT_THAT(groups(programs + "[group:g]\nprograms=b, a\npriority=5\n"), ElementsAre("g(b a)", "c(c)"));
    EXPECT_THAT(groups(programs + "[group:g]\nprograms=a\n[group:h]\nprograms=a,b\n"),
                ElementsAre("c(c)", "g(a)", "h(a b)"));
    EXPECT_EQ(said(), "");
    const auto configuration = read("[supervisord]\n" + programs + "[group:g]\nprograms=a\npriority=5\n");
    EXPECT_EQ(configuration.groups.at(0).priority, 5);
    EXPECT_EQ(configuration.groups.at(0).processes.at(0).priority, 3);
    EXPECT_EQ(configuration.groups.at(0).processes.at(0).command, "g");
}

TEST_F(GroupAssemblyTest, AnUnknownProgramIsAnError) {
    groups("[program:web]\ncommand=x\n[group:g]\nprograms=wbe,nothing\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:5: [group:g] programs: names unknown program or fcgi-program 'wbe' (did you "
              "mean 'web'?)\n"
              "error: supervisord.conf:5: [group:g] programs: names unknown program or fcgi-program 'nothing' "
              "(add a section [program:nothing], or remove the name)\n");
}

TEST_F(GroupAssemblyTest, AGroupWithoutProgramsIsDoubtful) {
    EXPECT_THAT(groups("[group:g]\n"), ElementsAre("g()"));
    EXPECT_EQ(said(),
              "warning: supervisord.conf:2: [group:g] the group has no programs (add programs= with the names of "
              "programs)\n");
}

TEST_F(GroupAssemblyTest, OfGroupsWithOneNameTheFirstCounts) {
    EXPECT_THAT(groups("[program:web]\ncommand=x\n[program:a]\ncommand=x\n[group:web]\nprograms=a\n"),
                ElementsAre("web(a)"));
    EXPECT_EQ(said(),
              "warning: supervisord.conf:2: a second group called 'web' is ignored "
              "(supervisord.conf:6 makes the first one; rename one of them)\n");
}

TEST_F(GroupAssemblyTest, OfProcessesWithOneNameTheLastCounts) {
    const auto configuration = read(
        "[supervisord]\n[program:a]\ncommand=1\nprocess_name=x\n[program:b]\ncommand=2\nprocess_name=x\n"
        "[program:c]\ncommand=3\n[group:g]\nprograms=a,c,b\n");
    ASSERT_EQ(configuration.groups.at(0).processes.size(), 2U);
    EXPECT_EQ(configuration.groups[0].processes[0].command, "2");
    EXPECT_EQ(configuration.groups[0].processes[1].command, "3");
    EXPECT_EQ(said(),
              "warning: supervisord.conf:10: [group:g] more than one process of the group is called 'x'; the last one "
              "counts (give each its own process_name)\n");
}

TEST_F(GroupAssemblyTest, NamesAreCheckedForEachKind) {
    groups(
        "[program:]\ncommand=x\n[program:a "
        "b]\ncommand=x\n[group:g/h]\nprograms=\n[eventlistener:l:m]\ncommand=x\nevents=EVENT\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [program:] the name is empty\n"
              "error: supervisord.conf:4: [program:a b] Invalid name: 'a b' because of character: ' ' (use letters, "
              "digits, '_', '-' and '.')\n"
              "error: supervisord.conf:6: [group:g/h] Invalid name: 'g/h' because of character: '/' (use letters, "
              "digits, '_', '-' and '.')\n"
              "error: supervisord.conf:8: [eventlistener:l:m] Invalid name: 'l:m' because of character: ':' (use "
              "letters, digits, '_', '-' and '.')\n");
}

TEST_F(GroupAssemblyTest, TheDefaultSectionHoldsForAll) {
    const auto configuration = read(
        "[DEFAULT]\npriority=7\nstartsecs=3\n[supervisord]\n[program:a]\ncommand=x\n[program:b]\ncommand=x\npriority="
        "8\n");
    EXPECT_EQ(said(), "");
    EXPECT_EQ(configuration.groups.at(0).priority, 7);
    EXPECT_EQ(configuration.groups.at(1).priority, 8);
    EXPECT_EQ(configuration.groups.at(1).processes.at(0).startsecs, std::chrono::seconds(3));
}

} // namespace
} // namespace halberd
