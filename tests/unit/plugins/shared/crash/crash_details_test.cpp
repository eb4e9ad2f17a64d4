#include "plugins/shared/crash/crash_details.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace halberd::crash {
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
    EXPECT_THAT(body, HasSubstr("\nCrashes:  2 in the last hour\n\nLast lines of stderr (as of this mail):\n2\n3"));
    EXPECT_THAT(body, Not(HasSubstr("stdout")));
}

// The answer of halberd.explainExit for an end before the last one.
Struct end_of_foo(Array output) {
    return {
        {"pid", 58597},         {"started", noon - 60}, {"ended", noon - 50},         {"description", "exit status 7"},
        {"core_dumped", false}, {"crashes", 12},        {"output", std::move(output)}};
}

Struct stream(const char* name, const char* status, const char* description, const char* lines) {
    return {{"stream", name}, {"status", status}, {"description", description}, {"lines", lines}};
}

TEST(CrashDetails, AreThoseOfTheLifeThatTheEventIsAbout) {
    const Array history{change(noon - 60, "STARTING", "autostart"), change(noon - 50, "EXITED", "exit status 7"),
                        change(noon - 40, "STARTING", "autorestart"), change(noon - 1, "EXITED", "exit status 9")};
    const auto answers = answering(
        {{"halberd.explain", Struct{{"history", history}}},
         {"halberd.explainExit", end_of_foo({stream("stdout", "cut", "the lines before are too long", "out\n"),
                                             stream("stderr", "complete", "", "err\n")})},
         {"supervisor.tailProcessStderrLog", Array{"of a later life\n", 6, false}}});
    Array asked;
    const Ask ask = [&](std::string_view method, const Array& arguments) {
        asked = method == "halberd.explainExit" ? arguments : asked;
        return answers(method, arguments);
    };
    const std::string body = report(ask_for_details(ask, foo, 2, now)).body;
    EXPECT_EQ(asked, (Array{"g:foo", 58597, 2}));
    EXPECT_THAT(body, HasSubstr("\nExit:     exit status 7\nRan:      10 s, since "));
    EXPECT_THAT(body, HasSubstr("\nCrashes:  12 in the last hour\n\nLast lines of stderr:\nerr\n\n"
                                "Last lines of stdout (the lines before are too long):\nout"));
    EXPECT_THAT(body, Not(HasSubstr("later life")));
    EXPECT_THAT(body, Not(HasSubstr("Core:")));
}

std::string body_of(Struct exit, std::size_t lines) {
    return report(ask_for_details(answering({{"halberd.explainExit", std::move(exit)}}), foo, lines, now)).body;
}

TEST(CrashDetails, SayWhyThereAreNoLines) {
    const Array output{stream("stdout", "no_log", "stdout_logfile=NONE", ""),
                       stream("stderr", "gone", "they were rotated away or cleared", "")};
    EXPECT_THAT(body_of(end_of_foo(output), 5), HasSubstr("\n\nNo lines of stderr: they were rotated away or cleared"
                                                          "\n\nNo lines of stdout: stdout_logfile=NONE"));
    EXPECT_THAT(body_of(end_of_foo(output), 0), Not(HasSubstr("lines of")));
}

TEST(CrashDetails, OfTwoStreamsInOneLogAreShownOnce) {
    const Array output{stream("stdout", "complete", "", "both\n"), stream("stderr", "redirected", "why", "")};
    const std::string body = body_of(end_of_foo(output), 5);
    EXPECT_THAT(body, HasSubstr("\n\nLast lines of stdout and stderr:\nboth"));
    EXPECT_THAT(body, Not(HasSubstr("why")));
}

TEST(CrashDetails, NameTheCoreFile) {
    Struct exit = end_of_foo({});
    exit.emplace_back("core_dumped", true);
    EXPECT_THAT(body_of(std::move(exit), 0), HasSubstr("\nExit:     exit status 7\nCore:     "));
    CrashDetails details;
    details.cause = "terminated by SIGSEGV (core dumped)";
    details.core = "/srv/core (284 KiB)";
    EXPECT_THAT(report(details).body, HasSubstr("(core dumped)\nCore:     /srv/core (284 KiB)"));
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
} // namespace halberd::crash
