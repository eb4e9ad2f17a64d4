#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;
using xmlrpc::Array;

// What we have added to start, stop, restart and signal.
struct ControlCommands : testing::Test, FakeSession {
    ControlCommands() {
        remote.will_answer(
            "getAllProcessInfo",
            Array{process_struct("web", "a", 20, "RUNNING", ""), process_struct("web", "b", 20, "RUNNING", ""),
                  process_struct("web", "c", 20, "RUNNING", ""), process_struct("db", "db", 20, "RUNNING", "")});
        for (const char* method : {"startProcess", "stopProcess", "signalProcess"}) {
            remote.will_answer(method, true);
        }
    }
    std::string run(std::string_view line) {
        console.output.clear();
        remote.calls.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }

    // The calls that do something, in the order in which they were made.
    std::vector<std::string> actions() const {
        std::vector<std::string> found;
        std::copy_if(remote.calls.begin(), remote.calls.end(), std::back_inserter(found),
                     [](const std::string& call) { return !call.starts_with("get"); });
        return found;
    }

    Interpreter interpreter{session, all_commands()};
};

TEST_F(ControlCommands, SeveralNamesAreServedAtOnceAndReportedInTheirOrder) {
    EXPECT_EQ(run("stop db web:b web:a"), "db: stopped\nweb:b: stopped\nweb:a: stopped\n");
    EXPECT_THAT(actions(), UnorderedElementsAre("stopProcess(db)", "stopProcess(web:b)", "stopProcess(web:a)"));
}

TEST_F(ControlCommands, NamesThatMayMeanTheSameProcessAreServedOneByOne) {
    remote.answers["supervisor.startProcess"] = {FakeRemote::Answer(true),
                                                 FakeRemote::fault(fault::AlreadyStarted, "")};
    EXPECT_EQ(run("start db db"), "db: started\ndb: ERROR (already started)\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(ControlCommands, APatternActsOnEachProcessThatFits) {
    EXPECT_EQ(run("stop 'web:[ab]' nope"),
              "'web:[ab]': stopped\nnope: stopped\n"); // there is no shell to take the quotes
    EXPECT_EQ(run("stop web:[ab]"), "web:a: stopped\nweb:b: stopped\n");
    EXPECT_EQ(run("signal HUP w*"), "web:a: signalled\nweb:b: signalled\nweb:c: signalled\n");
    EXPECT_THAT(actions(),
                ElementsAre("signalProcess(web:a, HUP)", "signalProcess(web:b, HUP)", "signalProcess(web:c, HUP)"));
}

TEST_F(ControlCommands, APatternWithoutAProcessIsAnUnknownName) {
    remote.answers["supervisor.startProcess"] = {FakeRemote::fault(fault::BadName, "BAD_NAME: x*")};
    EXPECT_EQ(run("start x*"), "x*: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(ControlCommands, WithoutWaitingTheDaemonIsToldSo) {
    EXPECT_EQ(run("start --no-wait db"), "db: starting\n");
    EXPECT_THAT(actions(), ElementsAre("startProcess(db, ?)")); // false
    EXPECT_EQ(run("stop db --no-wait"), "db: stopping\n");
    EXPECT_EQ(run("restart --no-wait db"), "db: stopped\ndb: starting\n");
    EXPECT_THAT(actions(), ElementsAre("stopProcess(db)", "startProcess(db, ?)"));
}

TEST_F(ControlCommands, WhatIsNoOptionOfTheirsIsAName) {
    remote.answers["supervisor.startProcess"] = {FakeRemote::fault(fault::BadName, "")};
    EXPECT_EQ(run("start --foo"), "--foo: ERROR (no such process)\n");
    EXPECT_EQ(run("start --rolling"), "--rolling: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(ControlCommands, RollingRestartsOneAfterTheOther) {
    EXPECT_EQ(run("restart --rolling web:*"),
              "web:a: stopped\nweb:a: started\nweb:b: stopped\nweb:b: started\nweb:c: stopped\nweb:c: started\n");
    EXPECT_THAT(actions(), ElementsAre("stopProcess(web:a)", "startProcess(web:a)", "stopProcess(web:b)",
                                       "startProcess(web:b)", "stopProcess(web:c)", "startProcess(web:c)"));
    EXPECT_EQ(status(), 0);
}

TEST_F(ControlCommands, RollingRestartsSeveralAtATime) {
    EXPECT_EQ(run("restart --rolling=3 all"),
              "web:a: stopped\nweb:b: stopped\nweb:c: stopped\nweb:a: started\nweb:b: started\nweb:c: started\n"
              "db: stopped\ndb: started\n");
}

TEST_F(ControlCommands, RollingEndsAtTheFirstFailure) {
    remote.answers["supervisor.startProcess"] = {FakeRemote::Answer(true), FakeRemote::fault(fault::SpawnError, "")};
    EXPECT_EQ(run("restart --rolling db web:*"),
              "db: stopped\ndb: started\nweb:a: stopped\nweb:a: ERROR (spawn error)\n"
              "ERROR: the rolling restart has ended here; not restarted: web:b web:c\n");
    EXPECT_EQ(status(), 7);
}

TEST_F(ControlCommands, RollingStartsWhatWasNotRunning) {
    remote.answers["supervisor.stopProcess"] = {FakeRemote::fault(fault::NotRunning, "")};
    EXPECT_EQ(run("restart --rolling db"), "db: ERROR (not running)\ndb: started\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(ControlCommands, RollingRefusesWhatMakesNoSense) {
    for (const char* line : {"restart --rolling=0 db", "restart --rolling=x db", "restart --rolling --no-wait db"}) {
        EXPECT_THAT(run(line), HasSubstr("Error: --rolling"));
        EXPECT_EQ(status(), 2);
        EXPECT_THAT(actions(), ElementsAre());
    }
}

} // namespace
} // namespace halberd::ctl
