#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"
#include "tests/unit/ctl/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using xmlrpc::Array;
using xmlrpc::Struct;

struct PlanCommand : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    PlanCommand() {
        const Array processes{
            Struct{{"name", "web_0"}, {"group", "web"}, {"action", "kept"}, {"starts", false}, {"options", Array{}}},
            Struct{{"name", "web_1"},
                   {"group", "web"},
                   {"action", "changed"},
                   {"starts", true},
                   {"options", Array{Struct{{"option", "directory"}, {"new", "/tmp"}}, Struct{{"option", "environment"},
                                                                                              {"added", Array{"A"}},
                                                                                              {"removed", Array{}},
                                                                                              {"changed", Array{}}}}}}};
        answer(Array{Struct{{"name", "old"}, {"action", "removed"}, {"processes", Array{Struct{{"name", "old"}}}}},
                     Struct{{"name", "web"}, {"action", "changed"}, {"replaced", false}, {"processes", processes}},
                     Struct{{"name", "new"}, {"action", "added"}, {"processes", Array{Struct{{"name", "new"}}}}}});
        remote.will_answer("getAllProcessInfo", Array{process_struct("same", "same", 20, "RUNNING", ""),
                                                      process_struct("old", "old", 20, "RUNNING", ""),
                                                      process_struct("web", "web_0", 20, "RUNNING", "")});
    }
    void answer(FakeRemote::Answer answer) { remote.answers["halberd.plan"] = {std::move(answer)}; }
    std::string run(std::string_view line) {
        console.output.clear();
        remote.calls.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(PlanCommand, ShowsWhatUpdateWouldDo) {
    EXPECT_EQ(run("plan"),
              "old: removed (1 process stops)\n"
              "web: changed\n"
              "  web:web_0  kept\n"
              "  web:web_1  restart  directory: (not set) -> '/tmp', environment: added A\n"
              "new: added (1 process)\n");
    EXPECT_EQ(status(), 0);
    EXPECT_THAT(remote.calls, ElementsAre("plan()"));
}

TEST_F(PlanCommand, IsLimitedToTheNamedGroups) {
    EXPECT_EQ(run("plan new"), "new: added (1 process)\n");
    EXPECT_EQ(run("plan same"), "Nothing to do: the running programs are as configured.\n");
    EXPECT_EQ(status(), 0);
    EXPECT_EQ(run("plan nope old nope"), "ERROR: no such group: nope\nold: removed (1 process stops)\n");
    EXPECT_EQ(status(), 1);
    EXPECT_THAT(run("plan nope all"), StartsWith("old: removed"));
}

TEST_F(PlanCommand, SpeaksJson) {
    EXPECT_EQ(run("plan --json new"),
              R"({"groups":[{"name":"new","action":"added","replaced":false,"options":[],"processes":)"
              R"([{"name":"new","group":"new","action":"kept","starts":false,"options":[]}]}]})"
              "\n");
    EXPECT_EQ(run("plan nope --json"), "{\"error\":\"no such group: nope\"}\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(PlanCommand, OfBrokenFilesEndsWith1AndTheReport) {
    answer(FakeRemote::fault(fault::CantReread, "CANT_REREAD: a.conf:3: one\na.conf:5: two"));
    EXPECT_EQ(run("plan"),
              "ERROR: the configuration has errors; nothing was changed, and update would be refused\n"
              "a.conf:3: one\na.conf:5: two\n");
    EXPECT_EQ(status(), 1);
    EXPECT_THAT(run("plan --json"), StartsWith("{\"error\":\"the configuration has errors"));
    EXPECT_EQ(status(), 1);
}

TEST_F(PlanCommand, NeedsOurDaemon) {
    remote.answers.erase("halberd.plan");
    EXPECT_EQ(run("plan"), "ERROR: this supervisord makes no plans: only Halberd's knows the method halberd.plan\n");
    EXPECT_EQ(status(), 1);
    answer(FakeRemote::fault(fault::ShutdownState, "SHUTDOWN_STATE"));
    EXPECT_EQ(run("plan"), "ERROR: supervisor shutting down\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(PlanCommand, RefusesUnknownOptions) {
    EXPECT_THAT(run("plan --jsn"), StartsWith("Error: bad argument --jsn\nplan [--json]"));
    EXPECT_EQ(status(), 2);
    EXPECT_THAT(remote.calls, ElementsAre());
}

} // namespace
} // namespace halberd::ctl
