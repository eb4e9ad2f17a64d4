#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <csignal>

namespace halberd {
namespace {

using HalberdMethods = RpcTest;

GroupPlan plan_of_web() {
    GroupPlan plan;
    plan.name = "web";
    plan.change = PlannedChange::Changed;
    plan.options = {{"priority", "999", "5", {}}};
    plan.processes = {
        {"web_0", PlannedChange::Kept, false, {}},
        {"web_1",
         PlannedChange::Changed,
         true,
         {{"directory", std::nullopt, "/tmp", {}}, {"environment", {}, {}, VariableChanges{{"NEW"}, {}, {"OTHER"}}}}},
        {"web_2", PlannedChange::Removed, false, {}},
    };
    return plan;
}

TEST_F(HalberdMethods, PlanTellsWhatDiffers) {
    control.planned = std::vector<GroupPlan>{plan_of_web()};
    EXPECT_EQ(
        call("halberd.plan"),
        Value(Array{Struct{
            {"name", "web"},
            {"action", "changed"},
            {"replaced", false},
            {"options", Array{Struct{{"option", "priority"}, {"old", "999"}, {"new", "5"}}}},
            {"processes",
             Array{
                 Struct{
                     {"name", "web_0"}, {"group", "web"}, {"action", "kept"}, {"starts", false}, {"options", Array{}}},
                 Struct{{"name", "web_1"},
                        {"group", "web"},
                        {"action", "changed"},
                        {"starts", true},
                        {"options",
                         Array{Struct{{"option", "directory"}, {"new", "/tmp"}}, Struct{{"option", "environment"},
                                                                                        {"added", Array{"NEW"}},
                                                                                        {"removed", Array{}},
                                                                                        {"changed", Array{"OTHER"}}}}}},
                 Struct{{"name", "web_2"},
                        {"group", "web"},
                        {"action", "removed"},
                        {"starts", false},
                        {"options", Array{}}}}}}}));
}

TEST_F(HalberdMethods, PlanOfABrokenFileSaysWhatIsWrong) {
    control.planned = fault(FaultCode::CantReread, "x.conf:3: no such section");
    EXPECT_EQ(call("halberd.plan"), refused("92 CANT_REREAD: x.conf:3: no such section"));
}

TEST_F(HalberdMethods, UpdateAnswersLaterWhatWasDoneToEachProcess) {
    control.updates["web"] = plan_of_web().processes;
    send("halberd.updateProcessGroup", {"web"});
    EXPECT_FALSE(reply);
    control.run_replies();
    EXPECT_EQ(result(), Value(Array{Struct{{"name", "web_0"}, {"group", "web"}, {"action", "kept"}},
                                    Struct{{"name", "web_1"}, {"group", "web"}, {"action", "changed"}},
                                    Struct{{"name", "web_2"}, {"group", "web"}, {"action", "removed"}}}));
    EXPECT_EQ(control.calls, std::vector<std::string>{"update web"});
}

TEST_F(HalberdMethods, UpdateExplainsItsRefusals) {
    control.updates["busy"] = fault(FaultCode::Failed, "why");
    EXPECT_EQ(call("halberd.updateProcessGroup", {"nosuch"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("halberd.updateProcessGroup", {"busy"}), refused("30 FAILED: why"));
    EXPECT_EQ(call("halberd.updateProcessGroup", {Struct{}}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.updateProcessGroup"), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.plan", {1}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(HalberdMethods, RotateTellsWhatBecameOfEachLog) {
    using Outcome = LogRotation::Outcome;
    control.add("web", "a").rotations = {{LogTarget::Kind::Stdout, "/log/a", Outcome::Rotated, "/log/a.1"},
                                         {LogTarget::Kind::Stderr, "", Outcome::NoLog, "no log file"}};
    control.add("web", "b").rotations = {{LogTarget::Kind::Stdout, "/log/b", Outcome::Failed, "why"}};
    control.add("cat", "cat");
    const Struct a_out{{"name", "a"},         {"group", "web"},      {"stream", "stdout"},
                       {"logfile", "/log/a"}, {"status", "rotated"}, {"description", "/log/a.1"}};
    const Struct a_err{{"name", "a"},   {"group", "web"},     {"stream", "stderr"},
                       {"logfile", ""}, {"status", "no_log"}, {"description", "no log file"}};
    const Struct b_out{{"name", "b"},         {"group", "web"},     {"stream", "stdout"},
                       {"logfile", "/log/b"}, {"status", "failed"}, {"description", "why"}};
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"web:a"}), Value(Array{a_out, a_err}));
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"web:*"}), Value(Array{a_out, a_err, b_out}));
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"*"}), Value(Array{a_out, a_err, b_out}));
    EXPECT_EQ(control.calls.back(), "rotate cat");
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"web:nosuch"}), refused("10 BAD_NAME: web:nosuch"));
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"nosuch:*"}), refused("10 BAD_NAME: nosuch:*"));
    EXPECT_EQ(call("halberd.rotateProcessLogs"), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(HalberdMethods, RefuseWhileTheDaemonGoesDown) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(call("halberd.rotateProcessLogs", {"*"}), refused("6 SHUTDOWN_STATE"));
    EXPECT_EQ(call("halberd.plan"), refused("6 SHUTDOWN_STATE"));
    EXPECT_EQ(call("halberd.updateProcessGroup", {"web"}), refused("6 SHUTDOWN_STATE"));
    EXPECT_EQ(control.calls, std::vector<std::string>());
}

TEST_F(HalberdMethods, AreDescribed) {
    EXPECT_EQ(call("system.methodSignature", {"halberd.plan"}), Value(Array{"array"}));
    EXPECT_EQ(call("system.methodSignature", {"halberd.updateProcessGroup"}), Value(Array{"array", "string"}));
    EXPECT_TRUE(call("system.methodHelp", {"halberd.plan"})->value_or<std::string>("").starts_with("Reads the"));
}

TEST_F(HalberdMethods, ExplainExitTellsHowALifeEndedAndWhatItWroteLast) {
    control.add("web", "a");
    ProcessExit exit;
    exit.name = {"web", "a"};
    exit.pid = 77;
    exit.started = WallTime(std::chrono::seconds(100));
    exit.ended = WallTime(std::chrono::seconds(160));
    exit.status = WaitStatus(SIGSEGV | 0x80);
    exit.directory = "/srv";
    exit.program = "bin/a";
    exit.uid = 33;
    exit.gid = 34;
    exit.crashes = 5;
    exit.output = {{LogTarget::Kind::Stdout, "/log/a.out", LastOutput::Outcome::Rotated, "why", "last "},
                   {LogTarget::Kind::Stderr, "", LastOutput::Outcome::NoLog, "stderr_logfile=NONE", ""}};
    control.exits = {exit};
    EXPECT_EQ(call("halberd.explainExit", {"web:a", 77, 5}),
              Value(Struct{{"name", "a"},
                           {"group", "web"},
                           {"pid", 77},
                           {"started", 100},
                           {"ended", 160},
                           {"description", "terminated by SIGSEGV (core dumped)"},
                           {"exitstatus", -1},
                           {"signal", SIGSEGV},
                           {"core_dumped", true},
                           {"directory", "/srv"},
                           {"program", "bin/a"},
                           {"uid", 33},
                           {"gid", 34},
                           {"crashes", 5},
                           {"output", Array{Struct{{"stream", "stdout"},
                                                   {"logfile", "/log/a.out"},
                                                   {"status", "rotated"},
                                                   {"description", "why"},
                                                   {"lines", "last 5"}},
                                            Struct{{"stream", "stderr"},
                                                   {"logfile", ""},
                                                   {"status", "no_log"},
                                                   {"description", "stderr_logfile=NONE"},
                                                   {"lines", ""}}}}}));
    EXPECT_EQ(call("halberd.explainExit", {"nosuch", 77, 5}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("halberd.explainExit", {"web:a", 78, 5}), refused("30 FAILED: not known"));
    EXPECT_EQ(call("halberd.explainExit", {"web:a", "x", 5}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.explainExit", {"web:a", 77, -1}),
              refused("3 BAD_ARGUMENTS: lines is a number from 0 to 100000"));
}

TEST_F(HalberdMethods, ExplainTellsThePastAndWhatComesNext) {
    const WallTime now{std::chrono::seconds(1'795'458'965)};
    control.explanation.history = {
        {now - std::chrono::seconds(9), ProcessState::Stopped, ProcessState::Starting, "autostart"},
        {now - std::chrono::seconds(8), ProcessState::Starting, ProcessState::Backoff, "exit status 3"}};
    control.explanation.next_at = now + std::chrono::seconds(2);
    control.explanation.next = "it is started again";
    control.explanation.last_output = "no route\n";
    control.add("web", "web_00", ProcessState::Stopped).info.spawn_error = "Exited too quickly";
    EXPECT_EQ(
        call("halberd.explain", {"web:web_00"}),
        Value(Struct{
            {"name", "web_00"},
            {"group", "web"},
            {"statename", "STOPPED"},
            {"pid", 0},
            {"now", 1'795'458'965},
            {"spawnerr", "Exited too quickly"},
            {"exitstatus", 0},
            {"history",
             Array{Struct{{"at", 1'795'458'956}, {"from", "STOPPED"}, {"to", "STARTING"}, {"cause", "autostart"}},
                   Struct{{"at", 1'795'458'957}, {"from", "STARTING"}, {"to", "BACKOFF"}, {"cause", "exit status 3"}}}},
            {"output", "no route\n"},
            {"next_at", 1'795'458'967},
            {"next", "it is started again"}}));
    EXPECT_EQ(call("halberd.explain", {"nosuch"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("halberd.explain", {5}), refused("2 INCORRECT_PARAMETERS"));
}

} // namespace
} // namespace halberd
