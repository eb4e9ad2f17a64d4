#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using xmlrpc::Array;
using xmlrpc::Struct;

struct WaitCommand : testing::Test, FakeSession {
    static Array states(const std::string& a, const std::string& b) {
        const auto number = [](const std::string& state) { return state == "FATAL" ? 200 : 10; };
        return Array{process_struct("web", "a", number(a), a, ""), process_struct("web", "b", number(b), b, "")};
    }
    static Array event(int id) {
        return Array{
            Struct{{"id", id}, {"at", 1}, {"milliseconds", 0}, {"event", "PROCESS_STATE_RUNNING"}, {"payload", ""}}};
    }
    std::string run(std::string_view line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }

    Interpreter interpreter{session, all_commands()};
};

TEST_F(WaitCommand, EndsAtOnceWhenAllAreThere) {
    remote.will_answer("getAllProcessInfo", states("RUNNING", "RUNNING"));
    EXPECT_EQ(run("wait web:*"), "web:a: RUNNING\nweb:b: RUNNING\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(WaitCommand, LetsOurDaemonTellWhenSomethingHasChanged) {
    remote.answers["halberd.getEvents"] = {FakeRemote::Answer(event(7))};
    remote.answers["halberd.waitForEvents"] = {FakeRemote::Answer(event(9))};
    for (const char* state : {"STARTING", "STARTING", "RUNNING"}) {
        remote.will_answer("getAllProcessInfo", states(state, "RUNNING"));
    }
    EXPECT_EQ(run("wait web:a"), "web:a: RUNNING\n");
    EXPECT_THAT(remote.calls, Contains("waitForEvents(PROCESS_STATE(web:a), 7, 30)"));
}

TEST_F(WaitCommand, AsksAnotherDaemonAgain) {
    for (const char* state : {"STARTING", "STARTING", "RUNNING"}) {
        remote.will_answer("getAllProcessInfo", states(state, "RUNNING"));
    }
    EXPECT_EQ(run("wait web:a"), "web:a: RUNNING\n");
    EXPECT_THAT(remote.calls, Not(Contains(HasSubstr("waitForEvents"))));
}

TEST_F(WaitCommand, EndsWhenTheTimeIsOver) {
    remote.will_answer("getAllProcessInfo", states("STARTING", "RUNNING"));
    EXPECT_EQ(run("wait web:* --timeout 10ms"), "web:a: ERROR (STARTING, not RUNNING after 10ms)\nweb:b: RUNNING\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(WaitCommand, EndsWhenAProcessIsFatalUnlessThatIsWaitedFor) {
    remote.will_answer("getAllProcessInfo", states("FATAL", "STARTING"));
    EXPECT_EQ(run("wait web:* --timeout 1h"),
              "web:a: ERROR (FATAL, not RUNNING)\nweb:b: ERROR (STARTING, not RUNNING)\n");
    EXPECT_EQ(status(), 1);
    EXPECT_EQ(run("wait web:a --state=stopped,fatal"), "web:a: FATAL\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(WaitCommand, RefusesWhatItDoesNotUnderstand) {
    remote.will_answer("getAllProcessInfo", states("RUNNING", "RUNNING"));
    EXPECT_THAT(run("wait"), HasSubstr("Error: wait requires a process name\n"));
    EXPECT_EQ(status(), 2);
    EXPECT_THAT(run("wait a --state UP"), HasSubstr("Error: no such state: UP\n"));
    EXPECT_THAT(run("wait a --timeout soon"), HasSubstr("Error: --timeout soon is no duration"));
    EXPECT_EQ(run("wait nope web:a"), "nope: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(WaitCommand, AProcessThatIsRemovedMeanwhileEndsIt) {
    remote.will_answer("getAllProcessInfo", states("STARTING", "RUNNING"));
    remote.will_answer("getAllProcessInfo", Array{});
    EXPECT_EQ(run("wait web:a"), "web:a: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
