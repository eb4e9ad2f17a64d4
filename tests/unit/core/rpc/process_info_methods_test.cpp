#include "core/rpc/process_info.hpp"
#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>

namespace halberd {
namespace {

using std::chrono::seconds;

class ProcessInfoMethods : public RpcTest {
 protected:
    ProcessInfoMethods() {
        setenv("TZ", "UTC", 1);
        tzset();
    }
    static WallTime at(std::int64_t time) { return WallTime(seconds(time)); }
};

// Keys, order and types as Supervisor 4.2.5 answers them.
TEST_F(ProcessInfoMethods, InfoIsTheStructOfSupervisor) {
    auto& info = control.add("web", "web_00").info;
    info.pid = 10754;
    info.exit_status = 1;
    info.stderr_logfile.clear();
    EXPECT_EQ(call("supervisor.getProcessInfo", {"web:web_00"}), Value(Struct{
                                                                     {"name", "web_00"},
                                                                     {"group", "web"},
                                                                     {"start", 1795458960},
                                                                     {"stop", 0},
                                                                     {"now", 1795458965},
                                                                     {"state", 20},
                                                                     {"statename", "RUNNING"},
                                                                     {"spawnerr", ""},
                                                                     {"exitstatus", 1},
                                                                     {"logfile", "/log/web_00.out"},
                                                                     {"stdout_logfile", "/log/web_00.out"},
                                                                     {"stderr_logfile", ""},
                                                                     {"pid", 10754},
                                                                     {"description", "pid 10754, uptime 0:00:05"},
                                                                 }));
}

TEST_F(ProcessInfoMethods, InfoRefusesGroupsAndUnknownNames) {
    control.add("web", "web_00");
    EXPECT_EQ(call("supervisor.getProcessInfo", {"web:*"}), refused("10 BAD_NAME: web:*"));
    EXPECT_EQ(call("supervisor.getProcessInfo", {"web"}), refused("10 BAD_NAME: web"));
    EXPECT_EQ(call("supervisor.getProcessInfo", {""}), refused("10 BAD_NAME: "));
    EXPECT_EQ(call("supervisor.getProcessInfo", {5}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(ProcessInfoMethods, AllInfoIsSortedByGroupAndName) {
    control.add("web", "b");
    control.add("cat", "cat");
    control.add("web", "a");
    const auto all = call("supervisor.getAllProcessInfo");
    ASSERT_TRUE(all && all->is<Array>());
    std::string names;
    for (const Value& info : *all->get<Array>()) {
        names += info.member("group")->value_or<std::string>("") + ":" +
                 info.member("name")->value_or<std::string>("") + " ";
    }
    EXPECT_EQ(names, "cat:cat web:a web:b ");
    EXPECT_EQ(all->get<Array>()->at(0), *call("supervisor.getProcessInfo", {"cat"}));
}

TEST_F(ProcessInfoMethods, TextThatXmlCannotHoldStillMakesAReadableAnswer) {
    control.add("cat", "cat", ProcessState::Fatal).info.spawn_error = "<\x01\xff&> caf\xc3\xa9";
    const auto info = call("supervisor.getProcessInfo", {"cat"});
    ASSERT_TRUE(info) << info.error();
    EXPECT_EQ(info->member("spawnerr")->value_or<std::string>(""), "<\xEF\xBF\xBD\xEF\xBF\xBD&> caf\xc3\xa9");
}

TEST_F(ProcessInfoMethods, TimesBeyondThe32BitsOfXmlRpcAreCapped) {
    control.add("cat", "cat").info.now = at(4'000'000'000);
    EXPECT_EQ(*call("supervisor.getProcessInfo", {"cat"})->member("now"), Value(2147483647));
}

struct DescriptionCase {
    const char* name;
    ProcessState state;
    std::int64_t started;
    std::int64_t stopped;
    const char* spawn_error;
    const char* expected;
};

class Description : public ::testing::TestWithParam<DescriptionCase> {};

TEST_P(Description, IsWordedAsSupervisorDoes) {
    setenv("TZ", "UTC", 1);
    tzset();
    ProcessInfo info;
    info.name = {"web", "web_00"};
    info.pid = 7;
    info.state = GetParam().state;
    info.now = WallTime(seconds(1'795'458'965)); // 2026-11-23 18:36:05
    info.started = WallTime(seconds(GetParam().started));
    info.stopped = WallTime(seconds(GetParam().stopped));
    info.spawn_error = GetParam().spawn_error;
    EXPECT_EQ(describe(info), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    States, Description,
    ::testing::Values(
        DescriptionCase{"Running", ProcessState::Running, 1795458965 - 3661, 0, "", "pid 7, uptime 1:01:01"},
        DescriptionCase{"OneDay", ProcessState::Running, 1795458965 - 86400, 0, "", "pid 7, uptime 1 day, 0:00:00"},
        DescriptionCase{"Days", ProcessState::Running, 1795458965 - 200005, 0, "", "pid 7, uptime 2 days, 7:33:25"},
        DescriptionCase{"ClockSetBack", ProcessState::Running, 1795458965 + 60, 0, "", "pid 7, uptime 0:00:00"},
        DescriptionCase{"NeverStarted", ProcessState::Stopped, 0, 0, "", "Not started"},
        DescriptionCase{"Stopped", ProcessState::Stopped, 5, 1795457400, "", "Nov 23 06:10 PM"},
        DescriptionCase{"ExitedAtNoon", ProcessState::Exited, 5, 1795435200 + 60, "", "Nov 23 12:01 PM"},
        DescriptionCase{"ExitedAtMidnight", ProcessState::Exited, 5, 1767225600, "", "Jan 01 12:00 AM"},
        DescriptionCase{"Fatal", ProcessState::Fatal, 5, 6, "Exited too quickly (process log may have details)",
                        "Exited too quickly (process log may have details)"},
        DescriptionCase{"BackoffWithoutReason", ProcessState::Backoff, 5, 6, "", "unknown error (try \"tail web_00\")"},
        DescriptionCase{"Starting", ProcessState::Starting, 5, 0, "x", ""},
        DescriptionCase{"Stopping", ProcessState::Stopping, 5, 0, "", ""},
        DescriptionCase{"Unknown", ProcessState::Unknown, 5, 0, "", ""}),
    [](const auto& test) { return test.param.name; });

TEST_F(ProcessInfoMethods, StdinTakesTextAndBase64) {
    control.add("cat", "cat");
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat", "caf\xc3\xa9\n"}), Value(true));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat", xmlrpc::Binary{"bytes"}}), Value(true));
    EXPECT_EQ((control.table[{"cat", "cat"}].stdin_text), "caf\xc3\xa9\nbytes");
}

TEST_F(ProcessInfoMethods, StdinFaultsAreThoseOfSupervisor) {
    control.add("cat", "cat").stdin_fault = Fault{FaultCode::NoFile, "closed"};
    control.add("off", "off", ProcessState::Stopped);
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"nosuch", 5}), refused("2 INCORRECT_PARAMETERS: 5"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat", Array{1}}), refused("2 INCORRECT_PARAMETERS: [1]"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat", Value()}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"nosuch", "x"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat:*", "x"}), refused("10 BAD_NAME: cat:*"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"off", "x"}), refused("70 NOT_RUNNING: off"));
    EXPECT_EQ(call("supervisor.sendProcessStdin", {"cat", "x"}), refused("20 NO_FILE: cat"));
}

} // namespace
} // namespace halberd
