#include "plugins/crashmail/crash_policy.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace halberd::crashmail {
namespace {

halberd_string view(std::string_view text) {
    return {text.data(), text.size()};
}

// An event whose memory is that of the two literals.
halberd_event raw_event(std::string_view name, std::string_view payload) {
    halberd_event event{};
    event.struct_size = sizeof event;
    event.name = view(name);
    event.payload = view(payload);
    return event;
}

std::optional<ProcessState> crash_in(std::string_view name, std::string_view payload) {
    const halberd_event event = raw_event(name, payload);
    return unexpected_exit(Event(event));
}

ProcessState foo() {
    return {"foo", "g", "RUNNING", false, 58597, {}};
}

TEST(UnexpectedExit, IsAnExitedEventThatWasNotExpected) {
    const auto crash =
        crash_in("PROCESS_STATE_EXITED", "processname:foo groupname:g from_state:RUNNING expected:0 pid:58597");
    ASSERT_TRUE(crash);
    EXPECT_EQ(crash->process_name, "foo");
    EXPECT_EQ(crash->group_name, "g");
    EXPECT_EQ(crash->from_state, "RUNNING");
    EXPECT_EQ(crash->pid, 58597);
}

TEST(UnexpectedExit, OtherEventsAreNone) {
    EXPECT_FALSE(crash_in("PROCESS_STATE_EXITED", "processname:foo groupname:g from_state:RUNNING expected:1 pid:2"));
    EXPECT_FALSE(crash_in("PROCESS_STATE_EXITED", "processname:foo groupname:g from_state:RUNNING pid:2"));
    EXPECT_FALSE(crash_in("PROCESS_STATE_EXITED", "groupname:g from_state:RUNNING expected:0 pid:2"));
    EXPECT_FALSE(crash_in("PROCESS_STATE_FATAL", "processname:foo groupname:g from_state:BACKOFF expected:0"));
    EXPECT_FALSE(crash_in("TICK_5", "when:1201063880"));
    EXPECT_FALSE(crash_in("PROCESS_STATE_EXITED", ""));
}

TEST(Watch, OnlyNamedProcessesAreCovered) {
    EXPECT_FALSE((Watch{false, {}}.covers(foo())));
    EXPECT_FALSE((Watch{false, {"fo", "fooo", "g", "h:foo", "g:*"}}.covers(foo())));
    EXPECT_TRUE((Watch{false, {"bar", "foo"}}.covers(foo())));
    EXPECT_TRUE((Watch{false, {"bar", "g:foo"}}.covers(foo())));
}

TEST(Watch, AnyCoversAll) {
    EXPECT_TRUE((Watch{true, {"bar"}}.covers(foo())));
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
