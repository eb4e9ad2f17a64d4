// The plugin behind its C table, as every host sees it.

#include "sdk/outbox/outbox_file.hpp"
#include "sdk/outbox/silences.hpp"
#include "sdk/testing/fake_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace halberd {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

class CrashmailTest : public testing::Test {
 protected:
    CrashmailTest() {
        std::string name = testing::TempDir() + "halberd-crashmail-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~CrashmailTest() override { std::filesystem::remove_all(folder); }

    // What becomes of the exit of g:foo when crashmail runs with these arguments.
    Result::Kind crash(const std::vector<std::string>& arguments, bool expected = false) {
        EXPECT_TRUE(host.start(arguments));
        const Result result = host.send(test::process_exited("foo", "g", expected, 58597));
        log = host.log();
        return result.kind();
    }

    // What crashmail says when it does not start with these arguments.
    std::string refusal(const std::vector<std::string>& arguments) {
        const auto started = host.start(arguments);
        return started ? "was started" : started.error();
    }

    std::string to_file() const { return "cat > " + (folder / "mail").string(); }

    std::string mail() const {
        std::ifstream file(folder / "mail");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void wait_mail(const std::string& words) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (mail().find(words) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield();
        }
        EXPECT_THAT(mail(), HasSubstr(words));
    }

    std::filesystem::path folder;
    test::FakeHost host;
    std::vector<std::string> log; // of the last crash
};

TEST_F(CrashmailTest, TheMailHasSuperlancesBytes) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", to_file()}), Result::Kind::Ok);
    EXPECT_THAT(mail(), MatchesRegex("To: ops@example.com\n"
                                     "Subject:  foo crashed at 20..-..-.. ..:..:..,...\n"
                                     "\n"
                                     "Process foo in group g exited unexpectedly .pid 58597. from state RUNNING"));
    EXPECT_THAT(log, ElementsAre("crashmail: mail to ops@example.com handed to cat"));
}

TEST_F(CrashmailTest, TheWordsOfMAreNotTouchedForACommand) {
    crash({"-a", "-m", "Ops <ops@example.com>,b@example.com", "-o", "PROD", "-s", to_file()});
    EXPECT_THAT(mail(), StartsWith("To: Ops <ops@example.com>,b@example.com\nSubject: PROD: foo crashed at "));
}

TEST_F(CrashmailTest, OnlyNamedProgramsAreMailed) {
    crash({"-p", "bar", "-m", "ops@example.com", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    crash({"-p", "g:foo", "-m", "ops@example.com", "-s", to_file()});
    EXPECT_THAT(mail(), HasSubstr("foo crashed"));
}

TEST_F(CrashmailTest, AnExpectedExitIsNotMailed) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", to_file()}, true), Result::Kind::Ok);
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, IsEmpty());
}

TEST_F(CrashmailTest, WithoutAnAddressNothingIsMailedAndTheLogSaysSo) {
    crash({"-a", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, ElementsAre(HasSubstr("neither -m nor [alerts] to= names an address"),
                                 HasSubstr("no mail about the crash of foo")));
}

TEST_F(CrashmailTest, WithoutProgramsTheLogSaysThatNothingWillBeMailed) {
    crash({"-m", "ops@example.com", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, ElementsAre(HasSubstr("neither -p nor -a")));
}

TEST_F(CrashmailTest, WordsAfterTheOptionsAreIgnoredAndTheLogSaysSo) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "word", "-x"}));
    EXPECT_THAT(host.log(), ElementsAre(HasSubstr("ignoring the arguments from 'word' on")));
}

TEST_F(CrashmailTest, AMailThatCantBeSentIsLoggedAndAnsweredOk) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", "exit 3"}), Result::Kind::Ok);
    EXPECT_THAT(log, ElementsAre(MatchesRegex("crashmail: mail to ops@example.com about the crash of foo was not sent: "
                                              "the mail command exit exited with status 3; trying again in [456] s")));
}

TEST_F(CrashmailTest, AMailThatCantBeSentLeavesWithTheNextStart) {
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder / "outbox";
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", "exit 3"}), Result::Kind::Ok);
    EXPECT_EQ(mail(), "");
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-s", to_file()}));
    host.stop();
    EXPECT_THAT(mail(), HasSubstr("foo crashed at "));
    EXPECT_THAT(host.log(), ElementsAre("crashmail: mail to ops@example.com handed to cat, after 1 failed attempt"));
}

TEST_F(CrashmailTest, WhereNothingCanBeKeptNothingIsAcknowledgedThatHasNotLeft) {
    host.variables["SUPERVISOR_ALERTS_OUTBOX"] = "/proc/outbox";
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", to_file()}), Result::Kind::Ok);
    EXPECT_THAT(mail(), HasSubstr("foo crashed at "));
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", "exit 3"}), Result::Kind::Fail);
}

TEST_F(CrashmailTest, AMaildirGetsAWholeMessageAndTheLogItsPath) {
    crash({"-a", "-m", "a@example.com,b@example.com", "--maildir", folder / "alerts"});
    const std::string said = "crashmail: mail to a@example.com, b@example.com delivered to ";
    ASSERT_THAT(log, ElementsAre(StartsWith(said + (folder / "alerts/new/").string())));
    std::ifstream file(log[0].substr(said.size()));
    EXPECT_THAT(std::string(std::istreambuf_iterator<char>(file), {}),
                AllOf(HasSubstr("\nTo: a@example.com,\n b@example.com\nSubject: foo crashed at "),
                      HasSubstr("\nFrom: crashmail@"),
                      HasSubstr("\n\nProcess foo in group g exited unexpectedly (pid 58597) from state RUNNING\n")));
}

TEST_F(CrashmailTest, BadOptionsAreAnErrorOfCreateThatNamesThem) {
    EXPECT_EQ(refusal({"--no-such-option"}), "crashmail: unrecognised option '--no-such-option'");
    EXPECT_THAT(refusal({"-h"}), HasSubstr("-h asks for the usage"));
    EXPECT_THAT(refusal({"--smtp", "http://x", "--from", "a@example.com"}), HasSubstr("begins with http://"));
    EXPECT_THAT(refusal({"--maildir", "/proc/alerts"}), HasSubstr("can't make the Maildir folder /proc/alerts"));
}

TEST_F(CrashmailTest, TheCommandLinePrintsTheUsage) {
    const auto help = host.command_line({"-h"});
    ASSERT_TRUE(help);
    EXPECT_EQ(help->status, 0);
    EXPECT_THAT(help->out, StartsWith("Usage: crashmail "));
    EXPECT_FALSE(host.command_line({"-a"}));
}

TEST_F(CrashmailTest, MoreThanTheLimitIsHeldAndOtherwiseMailsAreAsEver) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "--rate-limit", "1/10m", "-s", to_file()}));
    host.send(test::process_exited("foo", "g", false, 58597));
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject:  foo crashed at "));
    const std::string first = mail();
    host.log();
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false, 58598)).kind(), Result::Kind::Ok);
    EXPECT_EQ(mail(), first);
    EXPECT_THAT(host.log(), ElementsAre(StartsWith("crashmail: an alert about g:foo is held for the digest at 20")));
    host.send(test::process_exited("bar", "bar", false, 58599));
    EXPECT_THAT(mail(), HasSubstr("Subject:  bar crashed at "));
}

TEST_F(CrashmailTest, ADigestLeavesByItself) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-o", "PROD", "--rate-limit", "1/1s", "-s", to_file()}));
    for (int i = 0; i < 3; ++i) {
        host.send(test::process_exited("foo", "foo", false, 58597));
    }
    wait_mail(" more ");
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: PROD: 2 more crashes of foo in 1 s on "));
    EXPECT_THAT(mail(), HasSubstr("\nfoo: 2 crashes, flapping, "));
}

TEST_F(CrashmailTest, WhatIsHeldIsInTheOutboxWhenTheEventIsAnswered) {
    const std::vector<std::string> arguments = {"-a", "-m",      "ops@example.com", "--rate-limit",    "1/1h",
                                                "-s", to_file(), "--outbox",        folder / "waiting"};
    ASSERT_TRUE(host.start(arguments));
    for (int i = 0; i < 5; ++i) {
        host.send(test::process_exited("foo", "foo", false, 58597));
    }
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "waiting")) {
        file = entry.path().extension() == ".outbox" ? entry.path() : file;
    }
    outbox::OutboxFile outbox(file);
    ASSERT_TRUE(outbox.open());
    const auto kept = outbox.list().value();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_THAT(kept[0].message.subject, StartsWith("4 more crashes of foo in 60 min on "));
    host.stop();
    ASSERT_TRUE(host.start(arguments));
    host.send(test::process_exited("foo", "foo", false, 58597));
    host.send(test::process_exited("foo", "foo", false, 58597));
    EXPECT_EQ(outbox.list().value().size(), 2U);
}

TEST_F(CrashmailTest, ARecoveryIsMailedWhereThatIsWanted) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "--recovery", "-s", to_file()}));
    host.send(test::process_exited("foo", "g", false, 58597));
    host.send(test::process_starting("foo", "g"));
    host.send(test::process_running("foo", "g"));
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: g:foo is RUNNING again on "));
    EXPECT_THAT(mail(), HasSubstr("It crashed once since "));
}

TEST_F(CrashmailTest, FatalIsMailedAndMailedAgainWhereThatIsWanted) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "--remind", "1s", "-s", to_file()}));
    host.send(test::process_fatal("foo", "g"));
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: g:foo is FATAL on "));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (mail().find("still") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
        host.send(test::tick(std::chrono::seconds(60), {}));
    }
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: g:foo is still FATAL on "));
}

TEST_F(CrashmailTest, NothingIsMailedAboutASilentProcessBeforeThatIsOver) {
    std::filesystem::create_directory(folder / "waiting");
    const auto now = std::chrono::system_clock::now();
    ASSERT_TRUE(outbox::write_silences(folder / "waiting", {{"g:foo", now + std::chrono::hours(1)}}));
    const std::string command = "cat >> " + (folder / "mail").string();
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-s", command, "--outbox", folder / "waiting"}));
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false, 58597)).kind(), Result::Kind::Ok);
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(host.log(),
                ElementsAre(StartsWith("crashmail: an alert about g:foo is held until its silence ends, at 20")));
    host.send(test::process_exited("foo", "h", false, 58597));
    EXPECT_THAT(mail(), HasSubstr("in group h"));
    ASSERT_TRUE(outbox::write_silences(folder / "waiting", {}));
    host.send(test::process_exited("foo", "g", false, 58598));
    EXPECT_THAT(mail(), HasSubstr("in group g"));
    wait_mail("1 crash of g:foo, which was silent on ");
    EXPECT_THAT(mail(), HasSubstr("these were not told, because of the silence of g:foo:\n\ng:foo: 1 crash, 20"));
}

TEST_F(CrashmailTest, WhatIsNoLimitIsNamed) {
    EXPECT_THAT(refusal({"--rate-limit", "3"}), HasSubstr("--rate-limit '3' is none; write it like 3/10m"));
    EXPECT_THAT(refusal({"--mail-limit", "1/10m"}), HasSubstr("--mail-limit '1/10m' is none; write it like 20/10m"));
    EXPECT_THAT(refusal({"--quiet", "22-7"}), HasSubstr("--quiet '22-7' is none; write it like 22:00-07:00"));
    EXPECT_THAT(refusal({"--flapping", "1/10m"}), HasSubstr("--flapping '1/10m' is none; write it like 5/10m"));
    EXPECT_THAT(refusal({"--remind", "0"}), HasSubstr("--remind '0' is none"));
    EXPECT_THAT(refusal({"--digest", "10m"}), HasSubstr("--digest means nothing without --rate-limit"));
    EXPECT_THAT(refusal({"--digest", "1m", "--mail-limit", "5/10m"}), HasSubstr("--digest is shorter than"));
    host.variables["SUPERVISOR_ALERTS_QUIET"] = "always";
    EXPECT_THAT(refusal({}), HasSubstr("SUPERVISOR_ALERTS_QUIET 'always' is none"));
}

TEST_F(CrashmailTest, TheEnvironmentHasDefaultsForTheLimits) {
    host.variables["SUPERVISOR_ALERTS_RATE_LIMIT"] = "1/600";
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-s", to_file()}));
    host.send(test::process_exited("foo", "g", false, 58597));
    host.send(test::process_exited("foo", "g", false, 58597));
    EXPECT_THAT(host.log(), testing::Contains(HasSubstr("is held for the digest")));
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-s", to_file(), "--rate-limit", "2/10m"}));
    host.send(test::process_exited("foo", "g", false, 58597));
    host.send(test::process_exited("foo", "g", false, 58597));
    EXPECT_THAT(host.log(), testing::Not(testing::Contains(HasSubstr("is held for the digest"))));
}

TEST_F(CrashmailTest, FlappingIsMailedOnceWithTheCrashInIt) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "-o", "PROD", "--flapping", "3/10m", "-s", to_file()}));
    for (int i = 0; i < 2; ++i) {
        host.send(test::process_exited("foo", "g", false, 58597));
        EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: PROD: foo crashed at "));
    }
    host.send(test::process_exited("foo", "g", false, 58598));
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: PROD: g:foo is flapping: 3 crashes in 1 s on "));
    EXPECT_THAT(mail(), HasSubstr("\n\nProcess foo in group g exited unexpectedly (pid 58598) from state RUNNING"));
    host.log();
    host.send(test::process_exited("foo", "g", false, 58599));
    EXPECT_THAT(host.log(), ElementsAre(StartsWith("crashmail: an alert about g:foo is held for the digest at 20")));
    EXPECT_THAT(mail(), HasSubstr("58598"));
}

TEST_F(CrashmailTest, WhatStaysRunningAfterFlappingIsMailed) {
    ASSERT_TRUE(host.start({"-a", "-m", "ops@example.com", "--flapping", "2/1s", "-s", to_file()}));
    host.send(test::process_exited("foo", "foo", false, 58597));
    host.send(test::process_exited("foo", "foo", false, 58597));
    EXPECT_THAT(mail(), HasSubstr("foo is flapping: 2 crashes"));
    host.send(test::process_running("foo", "foo"));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (mail().find("settled") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
        host.send(test::tick(std::chrono::seconds(60), {}));
    }
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: foo has settled on "));
    EXPECT_THAT(mail(), HasSubstr("It crashed 2 times since "));
}

} // namespace
} // namespace halberd
