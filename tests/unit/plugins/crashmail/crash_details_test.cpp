#include "plugins/crashmail/crash_details.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace halberd::crashmail {
namespace {

using testing::HasSubstr;
using testing::Not;
using xmlrpc::Array;
using xmlrpc::Struct;
using xmlrpc::Value;

constexpr std::int64_t noon = 1'800'000'000;
const std::chrono::system_clock::time_point now{std::chrono::seconds(noon)};
const ProcessState foo{"foo", "g", "RUNNING", false, 58597, std::nullopt};

// A supervisord that knows these answers.
Ask answering(std::map<std::string, Value> answers) {
    return [answers = std::move(answers)](std::string_view method, const Array& arguments) -> std::optional<Value> {
        EXPECT_EQ(arguments.at(0), Value("g:foo"));
        const auto found = answers.find(std::string(method));
        return found == answers.end() ? std::nullopt : std::optional(found->second);
    };
}

Struct change(std::int64_t at, const char* to, const char* cause) {
    return {{"at", at}, {"from", "x"}, {"to", to}, {"cause", cause}};
}

CrashReport report(const CrashDetails& details, const std::string& header = "") {
    return report_details({" foo crashed at 12:00", "Process foo"}, details, foo, header, "web1");
}

TEST(LastLines, AreWholeLines) {
    EXPECT_EQ(last_lines("a\nb\nc\n", 2), "b\nc\n");
    EXPECT_EQ(last_lines("a\nb\nc", 2), "b\nc");
    EXPECT_EQ(last_lines("a\n", 5), "a\n");
    EXPECT_EQ(last_lines("a\nb\n", 0), "");
    EXPECT_EQ(last_lines("", 3), "");
}

TEST(CrashDetails, ComeFromTheHistoryThatHalberdKeeps) {
    const Array history{change(noon - 8000, "EXITED", "exit status 1"),
                        change(noon - 300, "RUNNING", ""),
                        change(noon - 200, "EXITED", "exit status 1"),
                        change(noon - 190, "RUNNING", ""),
                        change(noon - 1, "EXITED", "terminated by SIGSEGV (core dumped)"),
                        change(noon, "STARTING", "restart")};
    const auto details = ask_for_details(answering({{"halberd.explain", Struct{{"history", history}}},
                                                    {"supervisor.tailProcessStderrLog", Array{"1\n2\n3\n", 6, false}},
                                                    {"supervisor.tailProcessStdoutLog", Array{"", 0, false}}}),
                                         foo, 2, now);
    EXPECT_EQ(report(details).subject, "foo: terminated by SIGSEGV (core dumped) on web1");
    EXPECT_EQ(report(details, "PROD").subject, "PROD: foo: terminated by SIGSEGV (core dumped) on web1");
    const std::string body = report(details).body;
    EXPECT_THAT(body, HasSubstr("Process foo\n\nHost:     web1\nExit:     terminated by SIGSEGV (core dumped)\n"
                                "Ran:      3 min, since 20"));
    EXPECT_THAT(body, HasSubstr("\nCrashes:  2 in the last hour\n\nLast lines of stderr:\n2\n3"));
    EXPECT_THAT(body, Not(HasSubstr("stdout")));
}

TEST(CrashDetails, AProcessHasRunSinceItWasStarted) {
    const Array history{change(noon - 60, "STARTING", "autostart"), change(noon - 50, "RUNNING", ""),
                        change(noon, "EXITED", "exit status 1"), change(noon, "STARTING", "autorestart")};
    const auto details = ask_for_details(answering({{"halberd.explain", Struct{{"history", history}}}}), foo, 0, now);
    EXPECT_EQ(details.started, now - std::chrono::seconds(60));
    EXPECT_EQ(details.ended, now);
}

TEST(CrashDetails, OfSupervisorAreWhatItStillKnows) {
    const auto details =
        ask_for_details(answering({{"supervisor.getProcessInfo",
                                    Struct{{"pid", 0}, {"exitstatus", 3}, {"start", noon - 10}, {"stop", noon}}}}),
                        foo, 0, now);
    EXPECT_EQ(report(details).subject, "foo: exit status 3 on web1");
    EXPECT_THAT(report(details).body, HasSubstr("\nExit:     exit status 3\nRan:      10 s, since "));
}

TEST(CrashDetails, WithoutAnAnswerTheMailSaysWhatTheEventSays) {
    const auto details = ask_for_details(answering({}), foo, 5, now);
    EXPECT_EQ(report(details).subject, "foo crashed on web1");
    EXPECT_EQ(report(details).body, "Process foo\n\nHost:     web1\nExit:     not known");
}

} // namespace
} // namespace halberd::crashmail
