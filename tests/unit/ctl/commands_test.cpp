#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using xmlrpc::Array;

// What a command says, calls and leaves. The texts are Supervisor's; conformance tests hold them against the original.
struct Commands : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    std::string run(std::string_view line) {
        console.output.clear();
        remote.calls.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(Commands, WithoutASocketFileTheyEndWith7) {
    remote.fails("getVersion", FakeRemote::connect(ENOENT));
    EXPECT_EQ(run("start cat"), "unix:///fake.sock no such file\n");
    EXPECT_EQ(status(), 7);
}

TEST_F(Commands, RefusedTheyEndWith4) {
    remote.fails("getVersion", FakeRemote::connect(ECONNREFUSED));
    EXPECT_EQ(run("start cat"), "unix:///fake.sock refused connection\n");
    EXPECT_EQ(status(), 4);
}

TEST_F(Commands, StatusEndsWith4WithoutAServer) {
    remote.fails("getVersion", FakeRemote::connect(ENOENT));
    run("status");
    EXPECT_EQ(status(), 4);
}

TEST_F(Commands, RefuseAServerOfAnotherVersionOrWithoutTheInterface) {
    remote.answers["supervisor.getVersion"] = {FakeRemote::Answer("9.9")};
    EXPECT_THAT(run("pid"), HasSubstr("API version 3.0, but the remote version is 9.9."));
    EXPECT_EQ(status(), 5);
    remote.answers.clear();
    EXPECT_THAT(run("pid"), HasSubstr("[rpcinterface:supervisor]"));
    EXPECT_EQ(status(), 3);
}

TEST_F(Commands, StatusShowsWhatIsNamedAndSaysWhatIsNot) {
    remote.will_answer("getAllProcessInfo", Array{process_struct("cat", "cat", 20, "RUNNING", "pid 7"),
                                                  process_struct("web", "a", 20, "RUNNING", "pid 8"),
                                                  process_struct("web", "b", 0, "STOPPED", "Not started")});
    EXPECT_EQ(run("status web:a nope none:*"),
              "nope: ERROR (no such process)\n"
              "none: ERROR (no such group)\n"
              "web:a                            RUNNING   pid 8\n");
    EXPECT_EQ(status(), 4);
    EXPECT_THAT(run("status web:* nope"), HasSubstr("web:b                            STOPPED   Not started\n"));
    EXPECT_EQ(status(), 3);
    EXPECT_THAT(run("status cat"), Not(HasSubstr("web")));
    EXPECT_EQ(status(), 0);
}

TEST_F(Commands, StatusOfAHalberdAsksForWhatItShowsAndNoMore) {
    remote.says_halberd = true;
    remote.answers["halberd.getProcessStatus"] = {FakeRemote::Answer(
        Array{Array{"cat", "cat", 20, "pid 7, uptime 0:00:01"}, Array{"web", "b", 200, "spawn error"}})};
    EXPECT_EQ(run("status"),
              "cat                              RUNNING   pid 7, uptime 0:00:01\n"
              "web:b                            FATAL     spawn error\n");
    EXPECT_EQ(status(), 3);
    EXPECT_THAT(remote.calls, ElementsAre("getVersion()", "getProcessStatus()"));
    EXPECT_THAT(run("status web:*"), Not(HasSubstr("cat")));
}

TEST_F(Commands, StatusOfAHalberdWithoutThatMethodAsksAsOthersDo) {
    remote.says_halberd = true;
    remote.will_answer("getAllProcessInfo", Array{process_struct("cat", "cat", 20, "RUNNING", "pid 7")});
    EXPECT_EQ(run("status"), "cat                              RUNNING   pid 7\n");
    EXPECT_THAT(remote.calls, ElementsAre("getVersion()", "getProcessStatus()", "getAllProcessInfo()"));
}

TEST_F(Commands, StatusReportsWhatAHalberdAnswersInstead) {
    remote.says_halberd = true;
    remote.answers["halberd.getProcessStatus"] = {FakeRemote::fault(fault::ShutdownState, "SHUTDOWN_STATE")};
    const std::string shown = run("status");
    EXPECT_THAT(remote.calls, ElementsAre("getVersion()", "getProcessStatus()"));
    remote.says_halberd = false;
    remote.answers["supervisor.getAllProcessInfo"] = {FakeRemote::fault(fault::ShutdownState, "SHUTDOWN_STATE")};
    EXPECT_EQ(run("status"), shown);
}

TEST_F(Commands, StartCallsTheMethodForProcessGroupOrAll) {
    remote.will_answer("startProcess", true);
    remote.will_answer("startProcessGroup", Array{result_struct("web", "a", fault::Success)});
    remote.will_answer("startAllProcesses", Array{});
    EXPECT_EQ(run("start cat web:a web:*"), "cat: started\nweb:a: started\nweb:a: started\n");
    EXPECT_THAT(remote.calls,
                ElementsAre("getVersion()", "startProcess(cat)", "startProcess(web:a)", "startProcessGroup(web)"));
    run("start cat all");
    EXPECT_THAT(remote.calls, ElementsAre("getVersion()", "startAllProcesses()"));
}

struct FaultCase {
    std::int64_t code;
    const char* output;
    int status;
};

TEST_F(Commands, StartExplainsFaults) {
    for (const FaultCase& expected : {FaultCase{fault::BadName, "x: ERROR (no such process)\n", 1},
                                      FaultCase{fault::NoFile, "x: ERROR (no such file)\n", 1},
                                      FaultCase{fault::NotExecutable, "x: ERROR (file is not executable)\n", 1},
                                      FaultCase{fault::AlreadyStarted, "x: ERROR (already started)\n", 0},
                                      FaultCase{fault::SpawnError, "x: ERROR (spawn error)\n", 7},
                                      FaultCase{fault::AbnormalTermination, "x: ERROR (abnormal termination)\n", 7},
                                      FaultCase{fault::ShutdownState, "x: ERROR (server's text)\n", 1}}) {
        remote.answers["supervisor.startProcess"] = {FakeRemote::fault(expected.code, "server's text")};
        EXPECT_EQ(run("start x"), expected.output);
        EXPECT_EQ(status(), expected.status) << expected.output;
    }
}

TEST_F(Commands, StopAndSignalExplainFaults) {
    remote.answers["supervisor.stopProcess"] = {FakeRemote::fault(fault::NotRunning, "NOT_RUNNING: x")};
    EXPECT_EQ(run("stop x"), "x: ERROR (not running)\n");
    EXPECT_EQ(status(), 0);
    remote.answers["supervisor.signalProcess"] = {FakeRemote::fault(fault::NotRunning, "NOT_RUNNING: x")};
    EXPECT_EQ(run("signal HUP x"), "x: ERROR (not running)\n");
    EXPECT_EQ(status(), 7);
    EXPECT_THAT(remote.calls, Contains("signalProcess(x, HUP)"));
    remote.answers["supervisor.signalProcess"] = {FakeRemote::fault(fault::BadSignal, "BAD_SIGNAL: FOO")};
    EXPECT_EQ(run("signal FOO x"), "x: ERROR (bad signal name)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, AnUnknownGroupEndsStartWith2AndStopWith1) {
    remote.answers["supervisor.startProcessGroup"] = {FakeRemote::fault(fault::BadName, "")};
    remote.answers["supervisor.stopProcessGroup"] = {FakeRemote::fault(fault::BadName, "")};
    EXPECT_EQ(run("start nope:*"), "nope: ERROR (no such group)\n");
    EXPECT_EQ(status(), 2);
    EXPECT_EQ(run("stop nope:"), "nope: ERROR (no such group)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, RestartStopsAllOfThemThenStartsThem) {
    remote.will_answer("stopProcess", true);
    remote.will_answer("startProcess", true);
    EXPECT_EQ(run("restart a b"), "a: stopped\nb: stopped\na: started\nb: started\n");
}

TEST_F(Commands, ThoseThatNeedANameSaySoAndShowTheirUse) {
    for (const char* name : {"start", "stop", "restart", "clear"}) {
        EXPECT_THAT(run(name),
                    AllOf(StartsWith(std::string("Error: ") + name + " requires a process name\n" + name + " <name>")));
        EXPECT_EQ(status(), std::string_view(name) == "start" ? 2 : 1);
    }
    EXPECT_THAT(run("signal HUP"), StartsWith("Error: signal requires a signal name and a process name\nsignal <"));
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, ThoseThatTakeNoArgumentSaySo) {
    for (const char* name : {"avail", "reread", "reload", "shutdown", "version"}) {
        EXPECT_THAT(run(std::string(name) + " x"),
                    StartsWith(std::string("Error: ") + name + " accepts no arguments\n" + name));
        EXPECT_EQ(status(), 1);
        EXPECT_THAT(remote.calls, ElementsAre());
    }
}

TEST_F(Commands, RereadListsTheChangesByName) {
    remote.will_answer("reloadConfig", Array{Array{Array{"b"}, Array{"c"}, Array{"a"}}});
    EXPECT_EQ(run("reread"), "a: disappeared\nb: available\nc: changed\n");
    remote.answers["supervisor.reloadConfig"] = {FakeRemote::Answer(Array{Array{Array{}, Array{}, Array{}}})};
    EXPECT_EQ(run("reread"), "No config updates to processes\n");
    remote.answers["supervisor.reloadConfig"] = {FakeRemote::fault(fault::CantReread, "CANT_REREAD: why")};
    EXPECT_EQ(run("reread"), "ERROR: CANT_REREAD: why\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, UpdateAndReloadSayWhyTheConfigurationIsRefused) {
    remote.will_answer("reloadConfig", FakeRemote::fault(fault::CantReread, "CANT_REREAD: a:1: error: why\n  1 | x"));
    EXPECT_EQ(run("update"), "ERROR: CANT_REREAD: a:1: error: why\n  1 | x\n");
    EXPECT_EQ(status(), 1);
    remote.will_answer("restart", FakeRemote::fault(fault::CantReread, "CANT_REREAD: why"));
    EXPECT_EQ(run("reload"), "ERROR: CANT_REREAD: why\n");
    EXPECT_EQ(status(), 1);
}

struct Update : Commands {
    Update() {
        remote.will_answer("reloadConfig", Array{Array{Array{"new"}, Array{"changed"}, Array{"gone"}}});
        remote.will_answer("stopProcessGroup", Array{result_struct("gone", "gone", fault::Success)});
        remote.will_answer("removeProcessGroup", true);
        remote.will_answer("addProcessGroup", true);
        remote.will_answer("getAllProcessInfo", Array{process_struct("gone", "gone", 20, "RUNNING", ""),
                                                      process_struct("changed", "changed", 20, "RUNNING", "")});
    }
};

TEST_F(Update, RemovesThenRenewsThenAdds) {
    EXPECT_EQ(run("update"),
              "gone: stopped\ngone: removed process group\nchanged: stopped\n"
              "changed: updated process group\nnew: added process group\n");
    EXPECT_THAT(remote.calls,
                ElementsAre("reloadConfig()", "plan()", "stopProcessGroup(gone)", "removeProcessGroup(gone)",
                            "stopProcessGroup(changed)", "removeProcessGroup(changed)", "addProcessGroup(changed)",
                            "addProcessGroup(new)"));
}

TEST_F(Update, TouchesOnlyTheNamedGroups) {
    EXPECT_EQ(run("update new nope nope"), "ERROR: no such group: nope\nnew: added process group\n");
    EXPECT_EQ(status(), 1);
    EXPECT_THAT(run("update new all"), StartsWith("gone: stopped\n"));
}

// halberd.plan of a daemon that would keep web_00 of the group "changed", or nothing of it.
xmlrpc::Value plan_of_changed(const char* action) {
    return Array{xmlrpc::Struct{{"name", "changed"},
                                {"action", "changed"},
                                {"processes", Array{xmlrpc::Struct{{"name", "web_00"}, {"action", action}}}}}};
}

TEST_F(Update, TouchesOnlyTheMembersThatDifferWhereTheDaemonCanDoSo) {
    remote.answers["halberd.plan"] = {FakeRemote::Answer(plan_of_changed("kept"))};
    remote.answers["halberd.updateProcessGroup"] = {
        FakeRemote::Answer(Array{xmlrpc::Struct{{"name", "web_00"}, {"group", "changed"}, {"action", "kept"}},
                                 xmlrpc::Struct{{"name", "web_01"}, {"group", "changed"}, {"action", "changed"}},
                                 xmlrpc::Struct{{"name", "web_02"}, {"group", "changed"}, {"action", "added"}},
                                 xmlrpc::Struct{{"name", "web_03"}, {"group", "changed"}, {"action", "removed"}}})};
    EXPECT_EQ(run("update changed"),
              "changed:web_01: updated process\nchanged:web_02: added process\n"
              "changed:web_03: removed process\nchanged: updated process group\n");
    EXPECT_THAT(remote.calls,
                ElementsAre("reloadConfig()", "getAllProcessInfo()", "plan()", "updateProcessGroup(changed)"));
}

TEST_F(Update, OfAGroupOfWhichNothingIsKeptIsTheClassicOne) {
    remote.answers["halberd.plan"] = {FakeRemote::Answer(plan_of_changed("changed"))};
    EXPECT_EQ(run("update changed"), "changed: stopped\nchanged: updated process group\n");
}

TEST_F(Update, MakesNoPlanWhenNoGroupIsChanged) {
    EXPECT_EQ(run("update new"), "new: added process group\n");
    EXPECT_THAT(remote.calls, ElementsAre("reloadConfig()", "getAllProcessInfo()", "addProcessGroup(new)"));
}

TEST_F(Update, GoesOnWhenAGroupIsBeingUpdatedBySomebodyElse) {
    remote.answers["halberd.plan"] = {FakeRemote::Answer(plan_of_changed("kept"))};
    remote.answers["halberd.updateProcessGroup"] = {FakeRemote::fault(fault::Failed, "FAILED: busy")};
    EXPECT_EQ(run("update changed new"), "changed: ERROR (FAILED: busy)\nnew: added process group\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Update, KeepsAGroupThatCannotBeStopped) {
    remote.answers["supervisor.stopProcessGroup"] = {
        FakeRemote::Answer(Array{result_struct("gone", "gone", fault::Failed)})};
    EXPECT_EQ(run("update gone"), "gone: stopped\ngone: has problems; not removing\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, AddAndRemoveExplainFaults) {
    remote.answers["supervisor.addProcessGroup"] = {FakeRemote::fault(fault::AlreadyAdded, "")};
    EXPECT_EQ(run("add x"), "ERROR: process group already active\n");
    EXPECT_EQ(status(), 0);
    remote.answers["supervisor.removeProcessGroup"] = {FakeRemote::fault(fault::StillRunning, "")};
    EXPECT_EQ(run("remove x"), "ERROR: process/group still running: x\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, AvailShowsUseStartAndPriorities) {
    remote.will_answer("getAllConfigInfo", Array{xmlrpc::Struct{{"group", "cat"},
                                                                {"name", "cat"},
                                                                {"inuse", true},
                                                                {"autostart", false},
                                                                {"group_prio", 999},
                                                                {"process_prio", 7}}});
    EXPECT_EQ(run("avail"), "cat                              in use    manual    999:7\n");
}

TEST_F(Commands, TailReadsTheEndOfTheLog) {
    remote.will_answer("readProcessStdoutLog", "out");
    remote.will_answer("readProcessStderrLog", "err");
    EXPECT_EQ(run("tail cat"), "out\n");
    EXPECT_THAT(remote.calls, Contains("readProcessStdoutLog(cat, -1600, 0)"));
    EXPECT_EQ(run("tail -100 cat STDERR"), "err\n");
    EXPECT_THAT(remote.calls, Contains("readProcessStderrLog(cat, -100, 0)"));
}

TEST_F(Commands, TailSaysWhatIsWrongWithItsArguments) {
    EXPECT_THAT(run("tail"), StartsWith("Error: too few arguments\ntail [-f] <name> [stdout|stderr]"));
    EXPECT_THAT(run("tail a b c d"), StartsWith("Error: too many arguments\n"));
    EXPECT_EQ(run("tail -f"), "Error: tail requires process name\n");
    EXPECT_EQ(run("tail cat stdfoo"), "Error: bad channel 'stdfoo'\n");
    EXPECT_EQ(run("tail -x cat"), "Error: bad argument -x\n");
    EXPECT_EQ(status(), 1);
    EXPECT_THAT(run("maintail a b"), StartsWith("Error: too many arguments\n"));
    EXPECT_EQ(run("maintail x"), "Error: bad argument x\n");
}

TEST_F(Commands, TailFollowsALogAndReportsWhyItCannot) {
    remote.logs["/logtail/cat/stderr"] = "line\n";
    remote.logs["/mainlogtail"] = "main\n";
    EXPECT_EQ(run("tail -f cat stderr"), "==> Press Ctrl-C to exit <==\nline\n");
    EXPECT_EQ(run("maintail -f"), "==> Press Ctrl-C to exit <==\nmain\n");
    EXPECT_EQ(run("tail -f nope"), "==> Press Ctrl-C to exit <==\n");
    EXPECT_EQ(console.errors, "unix:///fake.sock/logtail/nope/stdout Cannot read, status code 404\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(Commands, TailExplainsFaults) {
    remote.answers["supervisor.readProcessStdoutLog"] = {FakeRemote::fault(fault::NoFile, "")};
    EXPECT_EQ(run("tail x"), "x: ERROR (no log file)\n");
    remote.answers["supervisor.readLog"] = {FakeRemote::fault(fault::Failed, "")};
    EXPECT_EQ(run("maintail"), "supervisord: ERROR (unknown error reading log)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, PidOfAStoppedProcessEndsWith7) {
    remote.will_answer("getProcessInfo", process_struct("cat", "cat", 0, "STOPPED", "", 0));
    EXPECT_EQ(run("pid cat"), "0\n");
    EXPECT_EQ(status(), 7);
    remote.answers["supervisor.getProcessInfo"] = {FakeRemote::fault(fault::BadName, "")};
    EXPECT_EQ(run("pid x"), "No such process x\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, ReloadAndShutdownAskNobodyWhenNobodyIsThere) {
    remote.will_answer("restart", true);
    remote.will_answer("shutdown", true);
    EXPECT_EQ(run("reload"), "Restarted supervisord\n");
    EXPECT_EQ(run("shutdown"), "Shut down\n");
    EXPECT_THAT(console.questions, ElementsAre());
}

TEST_F(Commands, ShutdownWithoutAServerSaysThatItMayBeDownAlready) {
    remote.fails("shutdown", FakeRemote::connect(ENOENT));
    EXPECT_EQ(run("shutdown"), "ERROR: unix:///fake.sock no such file (already shut down?)\n");
    EXPECT_EQ(status(), 1);
}

struct InteractiveCommands : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};
    InteractiveCommands() : FakeSession(true) {
        remote.will_answer("restart", true);
        remote.will_answer("shutdown", true);
    }
};

TEST_F(InteractiveCommands, ReloadIsDoneOnlyAfterAYes) {
    console.answers = {"n", "", "Yes"};
    interpreter.execute("reload");
    interpreter.execute("reload");
    EXPECT_THAT(remote.calls, ElementsAre());
    interpreter.execute("reload");
    EXPECT_THAT(remote.calls, ElementsAre("restart()"));
    EXPECT_THAT(console.questions, Contains("Really restart the remote supervisord process y/N? ").Times(3));
}

TEST_F(InteractiveCommands, ShutdownIsNotDoneWithoutAnAnswer) {
    interpreter.execute("shutdown");
    EXPECT_THAT(console.questions, ElementsAre("Really shut the remote supervisord process down y/N? "));
    EXPECT_THAT(remote.calls, ElementsAre());
    EXPECT_EQ(console.output, "\n");
}

TEST_F(InteractiveCommands, OpenTalksToAnotherServer) {
    remote.will_answer("getAllProcessInfo", Array{process_struct("cat", "cat", 0, "STOPPED", "")});
    interpreter.execute("open http://other:9001");
    EXPECT_EQ(remote.address, "http://other:9001");
    EXPECT_THAT(console.output, StartsWith("cat "));
    EXPECT_EQ(session.exit_status(), ExitStatus::Success);
    interpreter.execute("open ftp://other");
    EXPECT_EQ(remote.address, "http://other:9001");
    remote.will_answer("getAllProcessInfo", Array{});
    interpreter.execute("open https://other:9001");
    EXPECT_EQ(remote.address, "https://other:9001");
    EXPECT_THAT(console.output, HasSubstr("ERROR: url must be http:// or unix://\n"));
}

TEST_F(Commands, FgChecksTheProcessFirst) {
    remote.will_answer("getProcessInfo", process_struct("cat", "cat", 0, "STOPPED", ""));
    EXPECT_EQ(run("fg cat"), "ERROR: process not running\n");
    EXPECT_EQ(run("fg a b"), "ERROR: too many process names supplied\n");
    remote.answers["supervisor.getProcessInfo"] = {FakeRemote::fault(fault::BadName, "")};
    EXPECT_EQ(run("fg x"), "ERROR: bad process name supplied\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(Commands, FgSendsLinesUntilTheProcessEnds) {
    remote.answers["supervisor.getProcessInfo"] = {process_struct("cat", "cat", 20, "RUNNING", ""),
                                                   process_struct("cat", "cat", 20, "RUNNING", ""),
                                                   process_struct("cat", "cat", 100, "EXITED", "")};
    remote.will_answer("sendProcessStdin", true);
    remote.logs = {{"/logtail/cat/stdout", ""}, {"/logtail/cat/stderr", ""}};
    console.answers = {"one", "two", "never sent"};
    EXPECT_EQ(run("fg cat"), "==> Press Ctrl-C to exit <==\nProcess got killed\nExiting foreground\n");
    EXPECT_THAT(remote.calls, Contains("sendProcessStdin(cat, two\n)"));
    EXPECT_THAT(console.answers, ElementsAre("never sent"));
}

} // namespace
} // namespace halberd::ctl
