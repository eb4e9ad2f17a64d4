#include "ctl/alert_table.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"
#include "tests/unit/ctl/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;
using xmlrpc::Array;
using xmlrpc::Struct;

AlertInfo alert(const char* state, std::int64_t next_attempt) {
    return {"crashmail-1/2", state, "ops@example.com", " foo crashed", "refused", 1000, next_attempt, 3};
}

std::string table(const std::vector<AlertInfo>& alerts) {
    return alert_table(alerts, std::chrono::system_clock::time_point(std::chrono::seconds(1400)));
}

TEST(AlertTable, HasWhatAPersonAsks) {
    EXPECT_EQ(table({alert("waiting", 1430)}),
              "crashmail-1/2   waiting      to ops@example.com: foo crashed\n"
              "    6 min old, 3 attempts, next attempt in 30 s: refused\n");
    EXPECT_THAT(table({alert("waiting", 1300)}), HasSubstr(", next attempt now: "));
    EXPECT_THAT(table({alert("dead", 1300)}), HasSubstr(", given up: "));
    EXPECT_THAT(table({alert("orphaned", 1300)}), HasSubstr(", no listener delivers it: "));
    EXPECT_EQ(table({}), "No alerts\n");
}

struct AlertsCommand : testing::Test, FakeSession {
    Interpreter interpreter{session, all_commands()};

    void answer(const std::string& method, FakeRemote::Answer answer) {
        remote.answers["halberd." + method] = {std::move(answer)};
    }
    std::string run(std::string_view line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(AlertsCommand, SaysWhatBecameOfEach) {
    answer("dropAlerts", Array{Struct{{"id", "a/1"}, {"done", true}, {"description", ""}},
                               Struct{{"id", "b/2"}, {"done", false}, {"description", "no such alert"}}});
    EXPECT_EQ(run("alerts drop a/1 b/2"), "a/1: dropped\nb/2: ERROR (no such alert)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(AlertsCommand, RetryWithoutNamesMeansAll) {
    answer("getAlerts",
           Array{Struct{{"id", "a/1"}, {"state", "waiting"}}, Struct{{"id", "x"}, {"state", "unreadable"}}});
    answer("retryAlerts", Array{Struct{{"id", "a/1"}, {"done", true}, {"description", ""}}});
    EXPECT_EQ(run("alerts retry"), "a/1: tried at once\n");
    EXPECT_EQ(status(), 0);
}

TEST_F(AlertsCommand, DropWantsToKnowWhich) {
    EXPECT_THAT(run("alerts drop"), StartsWith("Error: alerts takes ls, retry or drop"));
    EXPECT_EQ(status(), 2);
    EXPECT_THAT(run("alerts nonsense"), HasSubstr("alerts drop dead|all"));
}

TEST_F(AlertsCommand, AnotherDaemonHasNone) {
    answer("getAlerts", FakeRemote::fault(fault::UnknownMethod, "UNKNOWN_METHOD"));
    EXPECT_THAT(run("alerts"), StartsWith("ERROR: this supervisord knows nothing of alerts"));
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
