#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"
#include "tests/unit/ctl/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using xmlrpc::Array;
using xmlrpc::Struct;

struct EventsCommand : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    EventsCommand() {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
        remote.answers["halberd.getEvents"] = {Array{Struct{{"id", 7},
                                                            {"at", 1'795'458'965},
                                                            {"milliseconds", 42},
                                                            {"event", "PROCESS_LOG_STDOUT"},
                                                            {"payload", "processname:cat\nhel\tlo\x01"}}}};
    }
    std::string run(std::string_view line) {
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(EventsCommand, ShowsOneLineAnEvent) {
    EXPECT_EQ(run("events"), "2026-11-23 18:36:05,042 PROCESS_LOG_STDOUT processname:cat\\nhel\\tlo\\x01\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(EventsCommand, ShowsAnObjectALine) {
    EXPECT_EQ(run("events --json"), R"({"id":7,"time":"2026-11-23T18:36:05.042Z","event":"PROCESS_LOG_STDOUT",)"
                                    R"("payload":"processname:cat\nhel\tlo\u0001"})"
                                    "\n");
}

TEST_F(EventsCommand, AsksForTheTypesThatAreNamed) {
    run("events PROCESS_STATE TICK_5");
    EXPECT_THAT(remote.calls, ElementsAre("getEvents(PROCESS_STATE,TICK_5, 0, 10000)"));
}

TEST_F(EventsCommand, SaysWhatIsWrongWithAType) {
    remote.answers["halberd.getEvents"] = {
        FakeRemote::fault(fault::BadArguments, "BAD_ARGUMENTS: Unknown event type 'X'")};
    EXPECT_EQ(run("events X"), "ERROR: BAD_ARGUMENTS: Unknown event type 'X'\n");
    EXPECT_EQ(status(), 2);
}

TEST_F(EventsCommand, SaysThatAnotherDaemonKeepsNone) {
    remote.answers["halberd.getEvents"] = {FakeRemote::fault(fault::UnknownMethod, "UNKNOWN_METHOD")};
    EXPECT_EQ(run("events"),
              "ERROR: this supervisord keeps no events: only Halberd's knows the method halberd.getEvents\n");
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
