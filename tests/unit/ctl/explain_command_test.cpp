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
using testing::StartsWith;
using xmlrpc::Array;
using xmlrpc::Struct;

struct ExplainCommand : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    ExplainCommand() {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
        answer(Struct{
            {"name", "web_0"},
            {"group", "web"},
            {"statename", "BACKOFF"},
            {"pid", 0},
            {"now", 1'795'458'965},
            {"spawnerr", "Exited too quickly (process log may have details)"},
            {"exitstatus", 0},
            {"history",
             Array{Struct{{"at", 1'795'458'956}, {"from", "STOPPED"}, {"to", "STARTING"}, {"cause", "autostart"}},
                   Struct{{"at", 1'795'458'957}, {"from", "STARTING"}, {"to", "BACKOFF"}, {"cause", "exit status 3"}}}},
            {"output", "connecting\nno route\n"},
            {"next_at", 1'795'458'967},
            {"next", "it is started again"}});
    }
    void answer(FakeRemote::Answer answer) { remote.answers["halberd.explain"] = {std::move(answer)}; }
    std::string run(std::string_view line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(ExplainCommand, TellsTheStateItsCauseAndWhatComesNext) {
    EXPECT_EQ(run("explain web:web_0"),
              "web:web_0: BACKOFF\n"
              "  since: 2026-11-23 18:35:57, for 8 s\n"
              "  why:   exit status 3\n"
              "  error: Exited too quickly (process log may have details)\n"
              "  next:  in 2 s it is started again\n"
              "  last changes:\n"
              "    2026-11-23 18:35:56  STOPPED  -> STARTING  autostart\n"
              "    2026-11-23 18:35:57  STARTING -> BACKOFF   exit status 3\n"
              "  last output:\n"
              "    connecting\n"
              "    no route\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(ExplainCommand, OfAProcessThatWasNeverStartedThereIsLittleToTell) {
    answer(Struct{{"name", "cat"}, {"group", "cat"}, {"statename", "STOPPED"}, {"history", Array{}}});
    EXPECT_EQ(run("explain cat"), "cat: STOPPED\n  it was never started\n");
}

TEST_F(ExplainCommand, PrintsJsonForPrograms) {
    const std::string printed = run("explain --json web:web_0");
    EXPECT_THAT(printed, StartsWith(R"([{"name":"web_0","group":"web","state":"BACKOFF","pid":0,)"));
    EXPECT_NE(printed.find(R"("next_at":1795458967,"next":"it is started again"})"), std::string::npos) << printed;
}

TEST_F(ExplainCommand, SaysWhatIsWrongWithTheCall) {
    EXPECT_THAT(run("explain"), StartsWith("Error: explain requires a process name\nexplain [--json] <name>"));
    EXPECT_EQ(status(), 2);
    answer(FakeRemote::fault(fault::BadName, "BAD_NAME: nope"));
    EXPECT_EQ(run("explain nope"), "nope: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
    answer(FakeRemote::fault(fault::UnknownMethod, "UNKNOWN_METHOD"));
    EXPECT_EQ(run("explain cat"),
              "ERROR: this supervisord explains nothing: only Halberd's knows the method halberd.explain\n");
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
