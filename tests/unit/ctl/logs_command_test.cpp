#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using xmlrpc::Array;
using xmlrpc::Struct;

struct LogsCommand : testing::Test, FakeSession {
    static Struct process(const std::string& name, const std::string& stderr_logfile = "") {
        return Struct{
            {"group", "web"}, {"name", name}, {"stdout_logfile", "/no/" + name}, {"stderr_logfile", stderr_logfile}};
    }
    static Array piece(const std::string& bytes, int size) { return Array{bytes, size, false}; }
    std::string run(std::string_view line) {
        console.output.clear();
        console.errors.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }

    Interpreter interpreter{session, all_commands()};
};

TEST_F(LogsCommand, ShowsTheLastLinesOfEachLogUnderItsName) {
    remote.will_answer("getAllProcessInfo", Array{process("a"), process("bb", "/no/err")});
    remote.will_answer("tailProcessStdoutLog", piece("1\n2\n3\n", 6));
    remote.will_answer("tailProcessStdoutLog", piece("x\n", 2));
    remote.will_answer("tailProcessStderrLog", piece("oops\n", 5));
    EXPECT_EQ(run("logs -n 2 web:*"), "web:a  | 2\nweb:a  | 3\nweb:bb | x\nweb:bb ! oops\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(LogsCommand, OneProcessNeedsNoName) {
    remote.will_answer("getAllProcessInfo", Array{process("a"), process("b")});
    remote.will_answer("tailProcessStdoutLog", piece("1\n", 2));
    EXPECT_EQ(run("logs web:a"), "1\n");
}

TEST_F(LogsCommand, LinesWithTimesAreMergedByThem) {
    remote.will_answer("getAllProcessInfo", Array{process("a"), process("b")});
    for (int time = 0; time < 2; ++time) {
        remote.will_answer("tailProcessStdoutLog", piece("2026-01-01 00:00:01 a1\n2026-01-01 00:00:03 a3\n", 46));
        remote.will_answer("tailProcessStdoutLog", piece("2026-01-01 00:00:02 b2\n", 23));
    }
    EXPECT_EQ(run("logs web:*"),
              "web:a | 2026-01-01 00:00:01 a1\nweb:b | 2026-01-01 00:00:02 b2\nweb:a | 2026-01-01 00:00:03 a3\n");
    EXPECT_EQ(run("logs web:* --since '2026-01-01 00:00:02' --grep a"), "web:a | 2026-01-01 00:00:03 a3\n");
    EXPECT_EQ(console.errors, "");
}

TEST_F(LogsCommand, MoreIsReadUntilThereIsEnough) {
    remote.will_answer("getAllProcessInfo", Array{process("a")});
    remote.will_answer("tailProcessStdoutLog", piece("rest\n2\n", 65'600));
    remote.will_answer("tailProcessStdoutLog", piece("1\nrest\n2\n", 9));
    EXPECT_EQ(run("logs -n 3 web:a"), "1\nrest\n2\n");
    EXPECT_THAT(remote.calls,
                ElementsAre("getVersion()", "getAllProcessInfo()", "tailProcessStdoutLog(web:a, 0, 65536)",
                            "tailProcessStdoutLog(web:a, 0, 262144)"));
}

TEST_F(LogsCommand, ALogWithoutTimesIsShownWithAComplaint) {
    remote.will_answer("getAllProcessInfo", Array{process("a")});
    remote.will_answer("tailProcessStdoutLog", piece("1\n", 2));
    EXPECT_EQ(run("logs --since 5m web:a"), "1\n");
    EXPECT_THAT(console.errors, HasSubstr("web:a stdout: its lines have no time stamps"));
}

TEST_F(LogsCommand, SaysWhatItCannotDo) {
    remote.will_answer("getAllProcessInfo", Array{process("a"), Struct{{"group", "none"}, {"name", "none"}}});
    remote.answers["supervisor.tailProcessStdoutLog"] = {FakeRemote::fault(fault::Failed, "FAILED: why")};
    EXPECT_EQ(run("logs web:a"), "web:a: ERROR (FAILED: why)\n");
    EXPECT_EQ(status(), 1);
    EXPECT_EQ(run("logs none"), "ERROR: there is no log file\n");
    EXPECT_EQ(run("logs nope"), "nope: ERROR (no such process)\n");
    for (const char* line : {"logs", "logs -n x a", "logs --since x a", "logs --stream x a", "logs --nope a"}) {
        EXPECT_THAT(run(line), HasSubstr("Error: "));
        EXPECT_EQ(status(), 2) << line;
    }
}

} // namespace
} // namespace halberd::ctl
