#include "plugins/crashmail/crash_policy.hpp"

#include "sdk/testing/test_event.hpp"

#include <gtest/gtest.h>

namespace halberd::crashmail {
namespace {

ProcessState foo() {
    return {"foo", "g", "RUNNING", false, 58597, {}};
}

TEST(UnexpectedExit, IsAnExitedEventThatWasNotExpected) {
    const test::TestEvent event = test::process_exited("foo", "g", false, 58597);
    const auto crash = unexpected_exit(event);
    ASSERT_TRUE(crash);
    EXPECT_EQ(crash->process_name, "foo");
    EXPECT_EQ(crash->group_name, "g");
    EXPECT_EQ(crash->from_state, "RUNNING");
    EXPECT_EQ(crash->pid, 58597);
}

TEST(UnexpectedExit, OtherEventsAreNone) {
    const test::TestEvent others[] = {
        test::process_exited("foo", "g", true),
        test::process_fatal("foo", "g"),
        test::tick(std::chrono::seconds(5), {}),
        {"PROCESS_STATE_EXITED", "processname:foo groupname:g from_state:RUNNING pid:2"},
        {"PROCESS_STATE_EXITED", "groupname:g from_state:RUNNING expected:0 pid:2"},
        {"PROCESS_STATE_FATAL", "processname:foo groupname:g from_state:BACKOFF expected:0"},
        {"PROCESS_STATE_EXITED", ""},
    };
    for (const test::TestEvent& other : others) {
        EXPECT_FALSE(unexpected_exit(other)) << other.name() << " " << other.payload();
    }
}

class CrashReportTest : public testing::Test {
 protected:
    CrashReportTest() {
        ::setenv("TZ", "UTC0", 1);
        ::tzset();
    }
    ~CrashReportTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    // 2026-11-23 14:58:08,211
    const std::chrono::system_clock::time_point now{std::chrono::milliseconds(1795445888211)};
};

TEST_F(CrashReportTest, HasSuperlancesWords) {
    const CrashReport report = report_crash(foo(), "", now);
    EXPECT_EQ(report.subject, " foo crashed at 2026-11-23 14:58:08,211");
    EXPECT_EQ(report.body, "Process foo in group g exited unexpectedly (pid 58597) from state RUNNING");
}

TEST_F(CrashReportTest, TheOptionalHeaderComesFirst) {
    EXPECT_EQ(report_crash(foo(), "PROD", now).subject, "PROD: foo crashed at 2026-11-23 14:58:08,211");
}

TEST_F(CrashReportTest, MillisecondsHaveThreeDigits) {
    EXPECT_EQ(report_crash(foo(), "", now - std::chrono::milliseconds(204)).subject,
              " foo crashed at 2026-11-23 14:58:08,007");
}

} // namespace
} // namespace halberd::crashmail
