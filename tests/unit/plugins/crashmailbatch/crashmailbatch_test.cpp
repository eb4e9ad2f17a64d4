// The plugin behind its C table.

#include "sdk/outbox/silences.hpp"
#include "sdk/testing/test_event.hpp"
#include "tests/unit/plugins/shared/batch/batch_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace halberd {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

class CrashmailbatchTest : public BatchTool {};

TEST_F(CrashmailbatchTest, AllOfAnIntervalIsOneMailInSuperlancesWords) {
    start();
    send(test::process_exited("foo", "g", false, 11));
    send(test::process_exited("calm", "g", true, 12));
    send(test::process_fatal("dead", "g"));
    send(test::process_exited("bar", "bar", false, 13));
    EXPECT_EQ(mails(), "");
    tick();
    EXPECT_THAT(mails(), MatchesRegex("To: ops@example.com\nSubject: Crash alert from supervisord\n\n"
                                      "20..-..-.. ..:..:..,... -- Process g:foo .pid 11. died unexpectedly\n"
                                      "20..-..-.. ..:..:..,... -- Process bar:bar .pid 13. died unexpectedly\n--\n"));
}

TEST_F(CrashmailbatchTest, EachAlertIsLoggedAtOnceAndTheMailWhenItIsSent) {
    start();
    send(test::process_exited("foo", "g", false, 11));
    EXPECT_THAT(host.log(), ElementsAre(EndsWith(" -- Process g:foo (pid 11) died unexpectedly")));
    tick();
    EXPECT_THAT(host.log(), ElementsAre("crashmailbatch: mail to ops@example.com handed to cat"));
}

TEST_F(CrashmailbatchTest, NothingToTellIsNoMail) {
    start();
    tick();
    EXPECT_EQ(mails(), "");
    EXPECT_THAT(host.log(), IsEmpty());
}

TEST_F(CrashmailbatchTest, TheClockRunsWhileNothingWaitsAndOnlyTheTickOfECounts) {
    start({"-i", "0.25", "-e", "TICK_5", "-s", "Oh"});
    tick(5);
    send(test::process_exited("foo", "g", false, 11));
    tick(60);
    tick(5);
    EXPECT_EQ(mails(), "");
    tick(5);
    EXPECT_THAT(mails(), StartsWith("To: ops@example.com\nSubject: Oh\n\n"));
    send(test::process_exited("foo", "g", false, 12));
    tick(5);
    tick(5);
    EXPECT_THAT(mails(), Not(HasSubstr("pid 12")));
    tick(5);
    EXPECT_THAT(mails(), HasSubstr("pid 12"));
}

TEST_F(CrashmailbatchTest, AMailThatCouldNotBeSentLeavesWithTheNextStart) {
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder / "outbox";
    ASSERT_TRUE(host.start({"-t", "ops@example.com", "-f", "halberd@example.com", "--sendmail_program", "exit 3"}));
    send(test::process_exited("foo", "g", false, 12));
    send(test::process_exited("foo", "g", false, 13));
    host.log();
    tick();
    EXPECT_THAT(host.log(), ElementsAre(MatchesRegex(
                                "crashmailbatch: mail to ops@example.com about 2 alerts was not sent: the mail command "
                                "exit exited with status 3; trying again in [456] s")));
    start();
    host.stop();
    EXPECT_THAT(mails(), AllOf(HasSubstr("pid 12"), HasSubstr("pid 13")));
}

TEST_F(CrashmailbatchTest, WhatWaitsForTheNextMailOutlivesTheProcess) {
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder / "outbox";
    start();
    send(test::process_exited("foo", "g", false, 12));
    start();
    send(test::process_exited("foo", "g", false, 13));
    tick();
    EXPECT_THAT(mails(), MatchesRegex("To: .*pid 12.*\n.*pid 13.*\n--\n"));
    start();
    tick();
    EXPECT_THAT(mails(), MatchesRegex("To: .*pid 12.*\n.*pid 13.*\n--\n"));
}

TEST_F(CrashmailbatchTest, WhereNothingCanBeKeptWhatCouldNotBeSentGoesWithTheNextMail) {
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = "/proc/outbox";
    ASSERT_TRUE(host.start({"-t", "ops@example.com", "-f", "halberd@example.com", "--sendmail_program",
                            "test -e " + (folder / "up").string() + " && cat > " + (folder / "mails").string()}));
    send(test::process_exited("foo", "g", false, 12));
    EXPECT_THAT(host.log(), Contains(HasSubstr("what waits for the next mail is in memory only: /proc/outbox")));
    tick();
    EXPECT_THAT(host.log(),
                Contains(AllOf(StartsWith("Error sending email: "), EndsWith("; 1 alert will go with the next mail"))));
    std::ofstream(folder / "up") << "";
    send(test::process_exited("foo", "g", false, 14));
    tick();
    EXPECT_THAT(mails(), AllOf(HasSubstr("pid 12"), HasSubstr("pid 14")));
}

TEST_F(CrashmailbatchTest, BadOptionsAreAnErrorOfCreate) {
    EXPECT_EQ(host.start({"--no-such-option"}).error(),
              "crashmailbatch: error: unrecognised option '--no-such-option'");
    EXPECT_EQ(host.start({"-t", "a@x"}).error(), "crashmailbatch: --fromEmail is missing, an address");
    EXPECT_EQ(host.command_line({"-t", "a@x"})->status, 1);
}

TEST_F(CrashmailbatchTest, APasswordThatMayTravelUnprotectedIsWarnedOf) {
    ASSERT_TRUE(host.start({"-t", "a@x", "-f", "b@x", "-u", "me", "-p", "s3cret"}));
    EXPECT_THAT(host.log(), ElementsAre(AllOf(HasSubstr("without --tls"), Not(HasSubstr("s3cret")))));
}

TEST_F(CrashmailbatchTest, LinesAboutASilentProcessWaitForTheEndOfThatThroughANewStart) {
    std::filesystem::create_directory(folder / "outbox");
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder / "outbox";
    const auto later = std::chrono::system_clock::now() + std::chrono::hours(1);
    ASSERT_TRUE(outbox::write_silences(folder / "outbox", {{"g:foo", later}}));
    start();
    send(test::process_exited("foo", "g", false, 11));
    EXPECT_THAT(host.log(),
                Contains(StartsWith("crashmailbatch: an alert about g:foo is held until its silence ends, at 20")));
    tick();
    EXPECT_EQ(mails(), "");
    send(test::process_exited("bar", "g", false, 12));
    tick();
    EXPECT_THAT(mails(), AllOf(HasSubstr("g:bar"), Not(HasSubstr("g:foo"))));
    start();
    tick();
    EXPECT_THAT(mails(), Not(HasSubstr("g:foo")));
    ASSERT_TRUE(outbox::write_silences(folder / "outbox", {}));
    tick();
    EXPECT_THAT(mails(), HasSubstr("Process g:foo (pid 11) died unexpectedly\n--\n"));
    start();
    tick();
    EXPECT_THAT(mails(), EndsWith("Process g:foo (pid 11) died unexpectedly\n--\n")) << "it was told once";
}

TEST_F(CrashmailbatchTest, NoMailLeavesInQuietHours) {
    start({"--quiet", "00:00-23:59"});
    send(test::process_exited("foo", "g", false, 11));
    tick();
    EXPECT_EQ(mails(), "");
    host.variables["SUPERVISOR_ALERTS_QUIET"] = "often";
    EXPECT_THAT(host.start({"-t", "ops@example.com", "-f", "halberd@example.com"}).error(),
                HasSubstr("SUPERVISOR_ALERTS_QUIET 'often' is none; write it like 22:00-07:00"));
}

} // namespace
} // namespace halberd
