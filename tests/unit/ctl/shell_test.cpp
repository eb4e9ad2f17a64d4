#include "ctl/shell.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;

struct ShellTest : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};
    std::unique_ptr<LineReader> lines = make_plain_lines(console);

    ShellTest() : FakeSession(true) {
        remote.will_answer("getAllProcessInfo", xmlrpc::Array{});
        remote.will_answer("getPID", 7);
    }
};

TEST_F(ShellTest, ShowsTheStatusThenRunsLinesUntilTheInputEnds) {
    console.answers = {"pid", ""};
    run_shell(session, interpreter, *lines, "supervisor> ");
    EXPECT_THAT(remote.calls, ElementsAre("getVersion()", "getAllProcessInfo()", "getVersion()", "getPID()"));
    EXPECT_THAT(console.questions, ElementsAre("supervisor> ", "supervisor> ", "supervisor> "));
    EXPECT_EQ(console.output, "7\n\n");
}

TEST_F(ShellTest, EndsAtExit) {
    console.answers = {"exit", "pid"};
    run_shell(session, interpreter, *lines, "> ");
    EXPECT_EQ(console.output, "\n");
    EXPECT_THAT(console.answers, ElementsAre("pid"));
}

TEST_F(ShellTest, EndsWhenACommandIsInterrupted) {
    xmlrpc::CallError error;
    error.kind = xmlrpc::CallError::Kind::Interrupted;
    remote.fails("getPID", error);
    console.answers = {"pid", "version"};
    run_shell(session, interpreter, *lines, "> ");
    EXPECT_EQ(console.output, "\n");
    EXPECT_THAT(console.answers, ElementsAre("version"));
}

} // namespace
} // namespace halberd::ctl
