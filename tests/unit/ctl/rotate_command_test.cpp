#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"
#include "tests/unit/ctl/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::Contains;
using testing::StartsWith;
using xmlrpc::Array;
using xmlrpc::Struct;

struct RotateCommand : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    static Struct log(const char* name, const char* stream, const char* status, const char* description) {
        return {{"name", name},    {"group", "web"},   {"stream", stream},
                {"logfile", "/x"}, {"status", status}, {"description", description}};
    }
    void answer(FakeRemote::Answer answer) { remote.answers["halberd.rotateProcessLogs"] = {std::move(answer)}; }
    std::string run(std::string_view line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(RotateCommand, SaysWhatBecameOfEachStream) {
    answer(Array{log("a", "stdout", "rotated", "/log/a.1"), log("a", "stderr", "empty", "/log/e is empty")});
    EXPECT_EQ(run("rotate web:a"),
              "web:a: stdout rotated to /log/a.1\n"
              "web:a: stderr not rotated (/log/e is empty)\n");
    EXPECT_EQ(status(), 0);
    EXPECT_THAT(remote.calls, Contains("rotateProcessLogs(web:a)"));
}

TEST_F(RotateCommand, AStreamWithoutALogIsMentionedOnlyWhenThereIsNoOther) {
    answer(Array{log("a", "stdout", "rotated", "/log/a.1"), log("a", "stderr", "no_log", "no log file")});
    EXPECT_EQ(run("rotate web:a"), "web:a: stdout rotated to /log/a.1\n");
    answer(Array{log("a", "stdout", "no_log", "no log file"), log("a", "stderr", "no_log", "no log file")});
    EXPECT_EQ(run("rotate web:a"), "web:a: ERROR (no log file)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(RotateCommand, WhatCannotBeRotatedIsAFailureOnlyWhereItWasNamed) {
    answer(Array{log("a", "stdout", "not_rotatable", "/dev/stdout is a pipe"), log("a", "stderr", "no_log", ""),
                 log("b", "stdout", "rotated", "/log/b.1"), log("c", "stdout", "no_log", "")});
    const std::string all =
        "web:a: stdout not rotated (/dev/stdout is a pipe)\n"
        "web:b: stdout rotated to /log/b.1\n"
        "web:c: no log file\n";
    EXPECT_EQ(run("rotate all"), all);
    EXPECT_EQ(status(), 0);
    EXPECT_THAT(remote.calls, Contains("rotateProcessLogs(*)"));
    EXPECT_EQ(run("rotate web:*"), all);
    answer(Array{log("a", "stdout", "not_rotatable", "/dev/stdout is a pipe"), log("a", "stderr", "no_log", "")});
    EXPECT_EQ(run("rotate web:a"), "web:a: ERROR (stdout: /dev/stdout is a pipe)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(RotateCommand, AFailureIsAlwaysOne) {
    answer(Array{log("a", "stdout", "failed", "rename /x: Permission denied"), log("b", "stdout", "rotated", "/y.1")});
    EXPECT_EQ(run("rotate all"),
              "web:a: ERROR (stdout: rename /x: Permission denied)\n"
              "web:b: stdout rotated to /y.1\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(RotateCommand, SaysWhatIsWrongWithTheCall) {
    EXPECT_THAT(run("rotate"), StartsWith("Error: rotate requires a process name\nrotate <name>"));
    EXPECT_EQ(status(), 2);
    answer(FakeRemote::fault(fault::BadName, "BAD_NAME: nope"));
    EXPECT_EQ(run("rotate nope"), "nope: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
    answer(FakeRemote::fault(fault::UnknownMethod, "UNKNOWN_METHOD"));
    EXPECT_EQ(run("rotate all"),
              "ERROR: this supervisord rotates no log on request: only Halberd's knows the method "
              "halberd.rotateProcessLogs\n");
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
