#include "ctl/usage_table.hpp"

#include "ctl/command.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using xmlrpc::Array;
using xmlrpc::Struct;

ProcessUsage usage(const std::string& name, std::int64_t pid, double cpu, std::int64_t bytes) {
    ProcessUsage made;
    made.name = {name, name};
    made.state = pid == 0 ? "STOPPED" : "RUNNING";
    made.pid = pid;
    made.uptime = pid == 0 ? 0 : 90'061;
    if (pid != 0) {
        made.figures = ProcessUsage::Figures{cpu, bytes, 7, 2};
    }
    return made;
}

std::vector<std::string> names(const std::vector<std::string>& table) {
    std::vector<std::string> found;
    for (std::size_t i = 1; i < table.size(); ++i) {
        found.push_back(table[i].substr(0, table[i].find(' ')));
    }
    return found;
}

TEST(UsageTable, HasAColumnForEachFigure) {
    auto rows = usage_rows({usage("web", 12, 3.0, 0)}, {usage("web", 12, 3.5, 12'900'000), usage("idle", 0, 0, 0)}, 2);
    EXPECT_THAT(usage_table(std::move(rows), UsageColumn::Cpu),
                ElementsAre("NAME STATE        PID   CPU%      TIME    RSS   FDS PROCS    UPTIME RESTARTS",
                            "web  RUNNING       12   25.0   0:00:03    12M     7     2  1d 01:01        0",
                            "idle STOPPED        -      -         -      -     -     -         -        0"));
}

TEST(UsageTable, IsSortedByAnyColumn) {
    const std::vector<UsageRow> rows{
        {usage("a", 1, 30, 1000), 1.0}, {usage("b", 2, 10, 3000), 5.0}, {usage("c", 0, 0, 0), {}}};
    EXPECT_THAT(names(usage_table(rows, UsageColumn::Cpu)), ElementsAre("b", "a", "c"));
    EXPECT_THAT(names(usage_table(rows, UsageColumn::Time)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(names(usage_table(rows, UsageColumn::Memory)), ElementsAre("b", "a", "c"));
    EXPECT_THAT(names(usage_table(rows, UsageColumn::State)), ElementsAre("a", "b", "c"));
    EXPECT_EQ(usage_column("rss"), UsageColumn::Memory);
    EXPECT_EQ(usage_column("nonsense"), std::nullopt);
}

TEST(UsageTable, APercentageNeedsTwoLooksAtTheSameProcess) {
    EXPECT_FALSE(usage_rows({}, {usage("a", 1, 5, 0)}, 1).front().cpu_percent);
    EXPECT_FALSE(usage_rows({usage("a", 9, 5, 0)}, {usage("a", 1, 5, 0)}, 1).front().cpu_percent);
    EXPECT_FALSE(usage_rows({usage("a", 0, 5, 0)}, {usage("a", 0, 5, 0)}, 1).front().cpu_percent);
    EXPECT_EQ(usage_rows({usage("a", 1, 6, 0)}, {usage("a", 1, 5, 0)}, 1).front().cpu_percent, 0.0);
}

TEST(UsageTable, TheSummaryAddsUp) {
    EXPECT_EQ(usage_summary(
                  {{usage("a", 1, 0, 2'097'152), 1.5}, {usage("b", 2, 0, 1'048'576), 2.0}, {usage("c", 0, 0, 0), {}}}),
              "3 processes, 2 RUNNING, 1 STOPPED; CPU 3.5%, RSS 3.0M");
}

struct TopCommand : testing::Test, FakeSession {
    std::string run(std::string_view line) {
        console.output.clear();
        interpreter.execute(line);
        return console.output;
    }
    Interpreter interpreter{session, all_commands()};
};

TEST_F(TopCommand, WithoutATerminalItIsOneTable) {
    remote.answers["halberd.getProcessUsage"] = {FakeRemote::Answer(
        Array{Struct{{"name", "a"},
                     {"group", "web"},
                     {"statename", "RUNNING"},
                     {"pid", 5},
                     {"start", 10},
                     {"now", 70},
                     {"restarts", 3},
                     {"tree_cpu", 1.5},
                     {"tree_rss", 4096},
                     {"processes", 1}},
              Struct{{"name", "b"}, {"group", "web"}, {"statename", "STOPPED"}, {"pid", 0}, {"restarts", 0}}})};
    EXPECT_THAT(
        run("top --interval 1ms --sort name"),
        HasSubstr("web:a RUNNING        5    0.0   0:00:01     4K     -     1   0:01:00        3\nweb:b STOPPED"));
    EXPECT_EQ(run("top nope"), "nope: ERROR (no such process)\n");
}

TEST_F(TopCommand, SaysWhatItDoesNotUnderstand) {
    EXPECT_THAT(run("top --sort beauty"), HasSubstr("Error: --sort beauty: there is no such column"));
    EXPECT_THAT(run("top --interval soon"), HasSubstr("Error: --interval soon is no duration"));
    EXPECT_THAT(run("top"), HasSubstr("only Halberd's knows the method halberd.getProcessUsage"));
}

} // namespace
} // namespace halberd::ctl
