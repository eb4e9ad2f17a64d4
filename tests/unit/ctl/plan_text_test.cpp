#include "ctl/plan_text.hpp"

#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using Plans = std::vector<GroupPlan>;

GroupPlan changed_web() {
    GroupPlan web;
    web.name = "web";
    web.change = PlannedChange::Changed;
    web.options = {{"priority", "999", "5", {}}};
    web.processes = {
        {"web_0", PlannedChange::Changed, true, {{"command", "/bin/a", "/bin/b", {}}, {"startsecs", "1", "5", {}}}},
        {"web_1", PlannedChange::Kept, false, {}},
        {"web_10", PlannedChange::Added, true, {}},
    };
    return web;
}

TEST(PlanText, SaysWhatHappensToEachProcessAndWhy) {
    EXPECT_EQ(plan_text({changed_web()}),
              "web: changed\n"
              "  priority: 999 -> 5\n"
              "  web:web_0   restart  command: '/bin/a' -> '/bin/b', startsecs: 1 -> 5\n"
              "  web:web_1   kept\n"
              "  web:web_10  start (new)\n");
}

TEST(PlanText, CountsTheProcessesOfGroupsThatComeAndGo) {
    const ProcessPlan process;
    EXPECT_EQ(plan_text({{"old", PlannedChange::Removed, {}, false, {process, process}},
                         {"one", PlannedChange::Removed, {}, false, {process}},
                         {"db", PlannedChange::Added, {}, false, {process}},
                         {"many", PlannedChange::Added, {}, false, {process, process}}}),
              "old: removed (2 processes stop)\none: removed (1 process stops)\n"
              "db: added (1 process)\nmany: added (2 processes)\n");
}

TEST(PlanText, SaysThatThereIsNothingToDo) {
    EXPECT_EQ(plan_text({}), "Nothing to do: the running programs are as configured.\n");
    EXPECT_EQ(plan_json({}), "{\"groups\":[]}\n");
}

TEST(PlanText, TellsWhoIsNotStartedAgain) {
    const GroupPlan pool{"l",
                         PlannedChange::Changed,
                         {{"events", "TICK_5", "TICK_60", {}}},
                         true,
                         {{"l", PlannedChange::Changed, false, {}},
                          {"new", PlannedChange::Added, false, {}},
                          {"gone", PlannedChange::Removed, false, {}}}};
    EXPECT_EQ(plan_text({pool}),
              "l: changed (replaced as a whole)\n"
              "  events: TICK_5 -> TICK_60\n"
              "  l       stop (autostart=false)\n"
              "  l:new   add (autostart=false)\n"
              "  l:gone  stop (removed)\n");
}

TEST(PlanText, QuotesWhatIsNoWord) {
    GroupPlan group{"g", PlannedChange::Changed, {}, false, {}};
    group.options = {{"command", "a\nb\x1b c", "", {}},
                     {"user", std::nullopt, "www-data", {}},
                     {"environment", {}, {}, VariableChanges{{"A", "B"}, {}, {"C"}}}};
    EXPECT_EQ(plan_text({group}),
              "g: changed\n"
              "  command: 'a\\nb\\x1b c' -> ''\n"
              "  user: (not set) -> www-data\n"
              "  environment: added A B, changed C\n");
}

TEST(PlanJson, HasTheSameContent) {
    GroupPlan web = changed_web();
    web.processes[0].options = {{"user", std::nullopt, "www", {}},
                                {"environment", {}, {}, VariableChanges{{"A"}, {}, {"C"}}}};
    web.processes.pop_back();
    EXPECT_EQ(plan_json({web}), R"({"groups":[{"name":"web","action":"changed","replaced":false,)"
                                R"("options":[{"option":"priority","old":"999","new":"5"}],"processes":[)"
                                R"({"name":"web_0","group":"web","action":"changed","starts":true,"options":[)"
                                R"({"option":"user","old":null,"new":"www"},)"
                                R"({"option":"environment","added":["A"],"removed":[],"changed":["C"]}]},)"
                                R"({"name":"web_1","group":"web","action":"kept","starts":false,"options":[]}]}]})"
                                "\n");
}

} // namespace
} // namespace halberd::ctl
