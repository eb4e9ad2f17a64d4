#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Next = Interpreter::Next;

struct InterpreterTest : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};
};

struct InteractiveInterpreterTest : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};
    InteractiveInterpreterTest() : FakeSession(true) {}
};

TEST_F(InterpreterTest, AnEmptyLineDoesNothing) {
    EXPECT_EQ(interpreter.execute("  "), Next::Continue);
    EXPECT_EQ(console.output, "");
    EXPECT_EQ(session.exit_status(), ExitStatus::Success);
}

TEST_F(InterpreterTest, RefusesWhatItDoesNotKnow) {
    interpreter.execute(" frobnicate it ");
    interpreter.execute("-x");
    EXPECT_EQ(console.output, "*** Unknown syntax: frobnicate it\n*** Unknown syntax: -x\n");
    EXPECT_EQ(session.exit_status(), ExitStatus::Generic);
}

TEST_F(InterpreterTest, LeavesAtExitQuitAndEof) {
    for (const char* line : {"exit", "quit", "EOF"}) {
        FakeSession fake;
        EXPECT_EQ(Interpreter(fake.session, all_commands()).execute(line), Next::Leave) << line;
        EXPECT_EQ(fake.console.output, "\n") << line;
    }
}

TEST_F(InterpreterTest, KnowsTheTopicsOfHelp) {
    interpreter.execute("help nonsense");
    EXPECT_EQ(console.output, "*** No help on nonsense\n");
    interpreter.execute("help version");
    EXPECT_THAT(console.output, HasSubstr("version\t"));
    EXPECT_EQ(session.exit_status(), ExitStatus::Success);
}

TEST_F(InterpreterTest, SaysThatTheServerWantsAuthentication) {
    remote.fails("getVersion", FakeRemote::http(401));
    interpreter.execute("status");
    EXPECT_EQ(console.output, "Server requires authentication\n");
    EXPECT_EQ(session.exit_status(), ExitStatus::Generic);
}

TEST_F(InteractiveInterpreterTest, AsksForTheUserAndTriesAgain) {
    remote.answers["supervisor.getPID"] = {tl::unexpected(FakeRemote::http(401)), FakeRemote::Answer(7)};
    console.answers = {"me", "secret"};
    interpreter.execute("pid");
    EXPECT_THAT(console.questions, ElementsAre("Username:", "Password:"));
    EXPECT_EQ(remote.user, "me:secret");
    EXPECT_EQ(console.output, "Server requires authentication\n\n7\n");
}

TEST_F(InteractiveInterpreterTest, GivesUpWhenNobodyAnswers) {
    remote.fails("getVersion", FakeRemote::http(401));
    interpreter.execute("pid");
    EXPECT_EQ(remote.user, "");
}

TEST_F(InterpreterTest, ReportsOtherErrorsInOneLineThatSaysWhatToDo) {
    remote.fails("reloadConfig", FakeRemote::connect(ECONNREFUSED));
    interpreter.execute("reread");
    EXPECT_EQ(console.output,
              "error: unix:///fake.sock: cannot connect: cause (is supervisord running, and is this its address?)\n");
    EXPECT_EQ(session.exit_status(), ExitStatus::Generic);
}

TEST_F(InterpreterTest, PassesAnInterruptOn) {
    xmlrpc::CallError error;
    error.kind = xmlrpc::CallError::Kind::Interrupted;
    remote.fails("reloadConfig", error);
    EXPECT_EQ(interpreter.execute("reread"), Next::Interrupted);
    EXPECT_EQ(console.output, "");
}

} // namespace
} // namespace halberd::ctl
