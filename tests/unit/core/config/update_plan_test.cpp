#include "core/config/update_plan.hpp"

#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

std::string text_of(const GroupPlan& plan) {
    std::string text = plan.name + " " + std::string(name_of(plan.change)) + (plan.replaces_group ? " whole" : "");
    for (const OptionChange& option : plan.options) {
        text += " " + option.name + ":" + option.before.value_or("-") + ">" + option.after.value_or("-");
    }
    for (const ProcessPlan& process : plan.processes) {
        text += "; " + process.name + " " + std::string(name_of(process.change)) + (process.starts ? " starts" : "");
        for (const OptionChange& option : process.options) {
            text += " " + option.name + ":" + option.before.value_or("-") + ">" + option.after.value_or("-");
        }
    }
    return text;
}

// Plans from one text of a configuration to another.
class UpdatePlan : public ConfigurationTest {
 protected:
    std::vector<std::string> plan(const std::string& before, const std::string& after) {
        const auto active = read("[supervisord]\n" + before).groups;
        EXPECT_EQ(said(), "");
        const auto wanted = read("[supervisord]\n" + after).groups;
        EXPECT_EQ(said(), "");
        std::vector<std::string> texts;
        for (const GroupPlan& group : plan_update(active, wanted)) {
            texts.push_back(text_of(group));
        }
        return texts;
    }
    static std::string web(const std::string& more) {
        return "[program:web]\ncommand=/bin/a\nprocess_name=web_%(process_num)d\n" + more;
    }
};
using Texts = std::vector<std::string>;

TEST_F(UpdatePlan, OfEqualConfigurationsIsEmpty) {
    EXPECT_EQ(plan(web("numprocs=2\n"), web("numprocs=2\n")), Texts());
}

TEST_F(UpdatePlan, OfAnotherNumberOfProcessesKeepsTheOthers) {
    EXPECT_EQ(plan(web("numprocs=2\n"), web("numprocs=3\n")),
              Texts{"web changed; web_0 kept; web_1 kept; web_2 added starts"});
    EXPECT_EQ(plan(web("numprocs=3\n"), web("numprocs=1\n")),
              Texts{"web changed; web_0 kept; web_1 removed; web_2 removed"});
    EXPECT_EQ(plan(web("numprocs=1\n"), web("numprocs=2\nautostart=false\n")),
              Texts{"web changed; web_0 changed autostart:true>false; web_1 added"});
}

TEST_F(UpdatePlan, NamesTheOptionsOfTheProgramThatDiffers) {
    const std::string b = "[program:b]\ncommand=/bin/b\n";
    const std::string group = "[group:g]\nprograms=web,b\n";
    EXPECT_EQ(plan(web("") + b + group, web("startsecs=5\nautorestart=true\n") + b + group),
              Texts{"g changed; web_0 changed starts autorestart:unexpected>true startsecs:1>5; b kept"});
}

TEST_F(UpdatePlan, OfAnotherGroupPriorityTouchesNoProcess) {
    const std::string group = "[group:g]\nprograms=web\n";
    EXPECT_EQ(plan(web("") + group, web("") + group + "priority=5\n"), Texts{"g changed priority:999>5; web_0 kept"});
}

TEST_F(UpdatePlan, OfAnotherOrderOfProgramsTouchesNoProcess) {
    const std::string b = "[program:b]\ncommand=/bin/b\n";
    EXPECT_EQ(plan(web("") + b + "[group:g]\nprograms=web,b\n", web("") + b + "[group:g]\nprograms=b,web\n"),
              Texts{"g changed programs:web_0,b>b,web_0; b kept; web_0 kept"});
}

TEST_F(UpdatePlan, OfAnotherPoolReplacesTheWholeGroup) {
    const std::string listener = "[eventlistener:l]\ncommand=/bin/l\nprocess_name=l_%(process_num)d\n";
    EXPECT_EQ(plan(listener + "events=TICK_60\n", listener + "events=TICK_60\nbuffer_size=20\nnumprocs=2\n"),
              Texts{"l changed whole buffer_size:10>20; l_0 changed starts; l_1 added starts"});
    EXPECT_EQ(plan(listener + "events=TICK_60\n", listener + "events=TICK_60\nnumprocs=2\n"),
              Texts{"l changed; l_0 kept; l_1 added starts"});
    EXPECT_EQ(plan(listener + "events=TICK_60\n", "[program:l]\ncommand=/bin/l\npriority=-1\n"),
              Texts{"l changed whole section:eventlistener>program; l added starts; l_0 removed"});
}

TEST_F(UpdatePlan, OfAPluginSpeaksOfItsPlugin) {
    write("plugins/p.so", "");
    const std::string listener = "[eventlistener:l]\nevents=TICK_60\nplugin=p";
    const auto texts = plan(listener + "\n", listener + " -x\n");
    ASSERT_EQ(texts.size(), 1u);
    EXPECT_EQ(texts[0], "l changed whole plugin:" + folder_ + "/plugins/p.so>" + folder_ +
                            "/plugins/p.so -x; l changed starts plugin:p>p -x");
}

TEST_F(UpdatePlan, RemovesBeforeItChangesAndAddsLast) {
    EXPECT_EQ(
        plan("[program:old]\ncommand=/bin/o\n" + web(""), "[program:add]\ncommand=/bin/n\n" + web("priority=1\n")),
        (Texts{"old removed; old removed", "web changed priority:999>1; web_0 changed starts priority:999>1",
               "add added; add added starts"}));
}

TEST(PlannedChanges, HaveNames) {
    EXPECT_EQ(name_of(PlannedChange::Kept), "kept");
    EXPECT_EQ(planned_change("removed"), PlannedChange::Removed);
    EXPECT_EQ(planned_change("?"), std::nullopt);
}

TEST(GroupPlans, OfANamesakeInAnotherPlaceOfTheFileKeepsIt) {
    GroupSpec group;
    group.name = "g";
    GroupSpec moved = group;
    moved.origin.line = 7;
    EXPECT_EQ(plan_group(group, moved).change, PlannedChange::Kept);
    EXPECT_FALSE(plan_group(group, moved).replaces_group);
}

} // namespace
} // namespace halberd
