#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <algorithm>
#include <csignal>

namespace halberd {
namespace {

class ProcessControl : public RpcTest {
 protected:
    ProcessControl() {
        control.add("web", "web_00", ProcessState::Stopped);
        control.add("web", "web_01");
        control.add("cat", "cat", ProcessState::Stopped);
    }
};

TEST_F(ProcessControl, StartWaitsUnlessToldOtherwise) {
    EXPECT_EQ(call("supervisor.startProcess", {"cat"}), Value(true));
    EXPECT_EQ(call("supervisor.startProcess", {"web:web_00", false}), Value(true));
    EXPECT_EQ(control.calls, (std::vector<std::string>{"start cat wait rpc", "start web:web_00 rpc"}));
}

TEST_F(ProcessControl, AnyValueHasATruthForWait) {
    call("supervisor.stopProcess", {"web:web_01", ""});
    call("supervisor.stopProcess", {"web:web_01", 0});
    call("supervisor.stopProcess", {"web:web_01", Array{}});
    call("supervisor.stopProcess", {"web:web_01", "no"});
    EXPECT_EQ(control.calls, (std::vector<std::string>{"stop web:web_01 rpc", "stop web:web_01 rpc",
                                                       "stop web:web_01 rpc", "stop web:web_01 wait rpc"}));
}

TEST_F(ProcessControl, StartAnswersOnlyWhenTheProcessRuns) {
    control.hold_replies = true;
    send("supervisor.startProcess", {"cat"});
    control.run_replies();
    EXPECT_FALSE(reply);
    control.release({"cat", "cat"});
    EXPECT_EQ(result(), Value(true));
}

TEST_F(ProcessControl, FaultsNameTheProcessAsTheCallerWroteIt) {
    EXPECT_EQ(call("supervisor.startProcess", {"nosuch"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.startProcess", {""}), refused("10 BAD_NAME: "));
    EXPECT_EQ(call("supervisor.startProcess", {"web:x"}), refused("10 BAD_NAME: web:x"));
    EXPECT_EQ(call("supervisor.startProcess", {"web"}), refused("10 BAD_NAME: web"));
    EXPECT_EQ(call("supervisor.startProcess", {"nosuch:*"}), refused("10 BAD_NAME: nosuch:*"));
    EXPECT_EQ(call("supervisor.startProcess", {"web:web_01"}), refused("60 ALREADY_STARTED: web:web_01"));
    EXPECT_EQ(call("supervisor.stopProcess", {"cat:cat"}), refused("70 NOT_RUNNING: cat:cat"));
}

TEST_F(ProcessControl, FaultsOfTheCommandKeepTheirReason) {
    control.table[{"cat", "cat"}].start_fault = Fault{FaultCode::NoFile, "can't find command '/no/such'"};
    EXPECT_EQ(call("supervisor.startProcess", {"cat"}), refused("20 NO_FILE: can't find command '/no/such'"));
    control.table[{"cat", "cat"}].start_fault = Fault{FaultCode::SpawnError, "whatever"};
    EXPECT_EQ(call("supervisor.startProcess", {"cat"}), refused("50 SPAWN_ERROR: cat"));
    control.table[{"cat", "cat"}].start_fault = Fault{FaultCode::AbnormalTermination, {}};
    EXPECT_EQ(call("supervisor.startProcess", {"cat"}), refused("40 ABNORMAL_TERMINATION: cat"));
}

TEST_F(ProcessControl, AGroupIsStartedWhereItDoesNotRun) {
    EXPECT_EQ(call("supervisor.startProcess", {"web:*"}), Value(Array{outcome("web_00", "web", 80, "OK")}));
    EXPECT_EQ(call("supervisor.startProcess", {"web:"}), Value(Array{}));
    EXPECT_EQ(call("supervisor.stopProcessGroup", {"web"}),
              Value(Array{outcome("web_00", "web", 80, "OK"), outcome("web_01", "web", 80, "OK")}));
}

TEST_F(ProcessControl, GroupMethodsTakeTheNameLiterally) {
    EXPECT_EQ(call("supervisor.startProcessGroup", {"web:*"}), refused("10 BAD_NAME: web:*"));
    EXPECT_EQ(call("supervisor.stopProcessGroup", {5}), refused("10 BAD_NAME: 5"));
    EXPECT_EQ(call("supervisor.stopProcessGroup", {Array{}}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(ProcessControl, OutcomesOfManyComeInTheOrderInWhichTheyEnd) {
    control.hold_replies = true;
    control.table[{"web", "web_00"}].start_fault = Fault{FaultCode::NotExecutable, "command at '/x' is not executable"};
    control.add("late", "late", ProcessState::Exited);
    send("supervisor.startAllProcesses");
    control.run_replies();
    control.release({"late", "late"});
    EXPECT_FALSE(reply);
    control.release({"cat", "cat"});
    EXPECT_EQ(result(), Value(Array{outcome("web_00", "web", 21, "NOT_EXECUTABLE: command at '/x' is not executable"),
                                    outcome("late", "late", 80, "OK"), outcome("cat", "cat", 80, "OK")}));
}

TEST_F(ProcessControl, StopAllTakesWhatRuns) {
    EXPECT_EQ(call("supervisor.stopAllProcesses", {false}), Value(Array{outcome("web_01", "web", 80, "OK")}));
    EXPECT_EQ(control.calls, std::vector<std::string>{"stop web:web_01 rpc"});
    EXPECT_EQ(control.calls_off.at(0), "web:web_00 rpc");
    EXPECT_EQ(std::count(control.calls_off.begin(), control.calls_off.end(), "web:web_01 rpc"), 0);
    EXPECT_EQ(call("supervisor.stopAllProcesses"), Value(Array{}));
}

TEST_F(ProcessControl, SignalsComeByNameOrNumber) {
    for (const Value& signal : {Value("HUP"), Value("sighup"), Value("1"), Value(1), Value(" HUP "), Value(true)}) {
        EXPECT_EQ(call("supervisor.signalProcess", {"web:web_01", signal}), Value(true));
    }
    EXPECT_EQ((control.table[{"web", "web_01"}].signals), std::vector<int>(6, SIGHUP));
}

TEST_F(ProcessControl, SignalZeroAsksWhetherTheProcessIsThere) {
    for (const Value& signal : {Value("0"), Value(0), Value(false)}) {
        EXPECT_EQ(call("supervisor.signalProcess", {"web:web_01", signal}), Value(true));
    }
    EXPECT_EQ((control.table[{"web", "web_01"}].signals), std::vector<int>(3, 0));
}

TEST_F(ProcessControl, TheNameOfASignalledProcessIsJudgedBeforeTheSignalAndThatBeforeTheState) {
    EXPECT_EQ(call("supervisor.signalProcess", {"nosuch", "FOO"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", "FOO"}), refused("11 BAD_SIGNAL: FOO"));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", ""}), refused("11 BAD_SIGNAL: "));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", -5}), refused("11 BAD_SIGNAL: -5"));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", 999.5}), refused("11 BAD_SIGNAL: 999.5"));
    EXPECT_EQ(call("supervisor.signalProcess", {"nosuch", Array{}}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", "HUP"}), refused("70 NOT_RUNNING: cat"));
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", Array{}}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(ProcessControl, ManyAreSignalledWhereTheyHaveAPid) {
    EXPECT_EQ(call("supervisor.signalProcess", {"web:*", "CONT"}), Value(Array{outcome("web_01", "web", 80, "OK")}));
    EXPECT_EQ(call("supervisor.signalProcessGroup", {"cat", "CONT"}), Value(Array{}));
    EXPECT_EQ(call("supervisor.signalProcessGroup", {"nosuch", "CONT"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.signalProcessGroup", {"cat", Array{}}), Value(Array{}));
    EXPECT_EQ(call("supervisor.signalAllProcesses", {Array{}}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.signalAllProcesses", {"NOPE"}),
              Value(Array{outcome("web_01", "web", 11, "BAD_SIGNAL: NOPE")}));
}

TEST_F(ProcessControl, TheSignalReloadIsTheProgramsOwn) {
    control.table.at({"web", "web_01"}).reload_signal = SIGUSR1;
    EXPECT_EQ(call("supervisor.signalProcess", {"web:web_01", "reload"}), Value(true));
    EXPECT_EQ(control.table.at({"web", "web_01"}).signals.back(), SIGUSR1);
    EXPECT_EQ(call("supervisor.signalProcess", {"cat", "reload"}), refused("11 BAD_SIGNAL: reload"));
}
} // namespace
} // namespace halberd
