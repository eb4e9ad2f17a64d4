#include "plugins/shared/alert/alert_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd::alert {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Time = Notice::Time;
using Kind = Notice::Kind;

constexpr Time noon{std::chrono::hours(24) * 20'783 + std::chrono::hours(12)};

class AlertPolicyTest : public testing::Test {
 protected:
    AlertPolicyTest() {
        ::setenv("TZ", "UTC0", 1);
        ::tzset();
    }
    ~AlertPolicyTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    AlertPolicy& policy() {
        if (!policy_) {
            policy_.emplace(settings);
        }
        return *policy_;
    }
    // What becomes of it: "crash foo", "held crash foo".
    std::string crash(const std::string& process, Time at) { return say(policy().on(Kind::Crash, process, at)); }
    std::string fatal(const std::string& process, Time at) { return say(policy().on(Kind::Fatal, process, at)); }
    std::string running(const std::string& process, Time at) { return say(policy().on(Kind::Recovery, process, at)); }
    std::vector<std::string> time(Time at) {
        std::vector<std::string> said;
        for (const Notice& notice : policy().on_time(at)) {
            said.push_back(say(notice));
        }
        return said;
    }
    static std::string say(const std::optional<Notice>& notice) {
        const char* kinds[] = {"crash ",   "flapping ", "fatal ",   "reminder ", "recovery ",
                               "settled ", "restart ",  "failure ", "answer ",   "other "};
        const char* leaves[] = {"", "held ", "silent "};
        return notice ? leaves[static_cast<int>(notice->leaves)] + std::string(kinds[static_cast<int>(notice->kind)]) +
                            notice->topic
                      : "";
    }

    PolicySettings settings;
    std::optional<AlertPolicy> policy_;
};

TEST_F(AlertPolicyTest, WithoutSettingsEachCrashIsToldAndNoRecovery) {
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(crash("g:foo", noon), "crash g:foo");
    }
    EXPECT_EQ(running("g:foo", noon), "");
    EXPECT_THAT(time(noon + 24h), IsEmpty());
}

TEST_F(AlertPolicyTest, WhatIsTooMuchOfOneProcessIsInTheDigest) {
    settings.rate_limit = RateLimit{2, 10min};
    EXPECT_EQ(crash("g:foo", noon), "crash g:foo");
    EXPECT_EQ(crash("g:foo", noon + 1s), "crash g:foo");
    for (int i = 0; i < 12; ++i) {
        EXPECT_EQ(crash("g:foo", noon + 2s + i * 1s), "held crash g:foo");
    }
    EXPECT_EQ(crash("g:bar", noon + 20s), "crash g:bar");
    EXPECT_EQ(policy().digest()->due(), noon + 2s + 10min);
    EXPECT_EQ(policy().digest()->subject(), "12 more crashes of g:foo in 10 min");
    EXPECT_EQ(policy().digest()->body(),
              "Since 2026-11-26 12:00:02 these were not mailed one by one:\n\n"
              "g:foo: 12 crashes, flapping, 2026-11-26 12:00:02 to 2026-11-26 12:00:13");
}

TEST_F(AlertPolicyTest, ANewDigestBeginsWhenTheOldOneIsDue) {
    settings.rate_limit = RateLimit{1, 10min};
    crash("g:foo", noon);
    crash("g:foo", noon + 1min);
    EXPECT_EQ(policy().digest()->number(), 1U);
    crash("g:foo", noon + 9min);
    EXPECT_EQ(policy().digest()->subject(), "2 more crashes of g:foo in 10 min");
    EXPECT_EQ(crash("g:foo", noon + 10min), "crash g:foo");
    crash("g:foo", noon + 11min);
    EXPECT_EQ(policy().digest()->number(), 2U);
    EXPECT_EQ(policy().digest()->subject(), "1 more crash of g:foo in 10 min");
    const auto last = policy().on(Kind::Crash, "g:foo", noon + 12min);
    policy().begin_digest_with({*last});
    EXPECT_EQ(policy().digest()->number(), 3U);
    EXPECT_EQ(policy().digest()->subject(), "1 more crash of g:foo in 10 min");
}

// 200 programs that crash each second for a minute.
TEST_F(AlertPolicyTest, AStormIsAsManyMailsAsTheLimitAndNamesEveryProcess) {
    settings.rate_limit = RateLimit{3, 1min};
    settings.mail_limit = RateLimit{10, 1min};
    std::vector<Time> mails;
    std::size_t held = 0;
    for (auto at = 0ms; at < 60s; at += 5ms) {
        const auto notice = policy().on(Kind::Crash, "storm:p" + std::to_string(at.count() / 5 % 200), noon + at);
        if (!notice->is_held()) {
            mails.push_back(noon + at);
        }
        held += notice->is_held() ? 1 : 0;
    }
    mails.push_back(policy().digest()->due());
    EXPECT_EQ(policy().digest()->number(), 1U);
    EXPECT_EQ(mails.size(), 10U);
    EXPECT_EQ(held, 12'000U - 9);
    EXPECT_EQ(policy().digest()->subject(), "11991 more crashes of 200 processes in 60 s");
    for (int i = 0; i < 200; ++i) {
        EXPECT_THAT(policy().digest()->body(), HasSubstr("\nstorm:p" + std::to_string(i) + ": "));
    }
}

TEST_F(AlertPolicyTest, AStormOfAnHourKeepsTheLimitInEveryMinute) {
    settings.mail_limit = RateLimit{5, 1min};
    std::vector<Time> mails;
    unsigned digest = 0;
    for (auto at = 0s; at < 1h; at += 1s) {
        const auto notice = policy().on(Kind::Crash, "g:p" + std::to_string(at.count() % 7), noon + at);
        if (!notice->is_held()) {
            mails.push_back(noon + at);
        } else if (policy().digest()->number() != digest) {
            digest = policy().digest()->number();
            mails.push_back(policy().digest()->due());
        }
    }
    std::ranges::sort(mails);
    for (std::size_t i = 5; i < mails.size(); ++i) {
        EXPECT_GE(mails[i] - mails[i - 5], 1min);
    }
    EXPECT_GT(mails.size(), 250U);
}

TEST_F(AlertPolicyTest, ADigestOfTooManyProcessesCountsTheRest) {
    settings.mail_limit = RateLimit{2, 1min};
    for (int i = 0; i < 12'000; ++i) {
        crash("g:p" + std::to_string(i), noon);
    }
    EXPECT_THAT(policy().digest()->body(), HasSubstr("\n\nand 10999 alerts about other processes"));
}

TEST_F(AlertPolicyTest, ARecoveryIsToldOnceAndOnlyAfterTrouble) {
    settings.has_recovery = true;
    EXPECT_EQ(running("g:foo", noon), "");
    crash("g:foo", noon);
    crash("g:foo", noon + 1s);
    const auto notice = policy().on(Kind::Recovery, "g:foo", noon + 5s);
    EXPECT_EQ(say(notice), "recovery g:foo");
    EXPECT_EQ(notice->crashes, 2U);
    EXPECT_EQ(notice->since, noon);
    EXPECT_EQ(running("g:foo", noon + 6s), "");
}

TEST_F(AlertPolicyTest, WhatFlapsHasRecoveredWhenItHasNotCrashedForTheLimitsTime) {
    settings.rate_limit = RateLimit{1, 10min};
    settings.has_recovery = true;
    crash("g:foo", noon);
    EXPECT_EQ(running("g:foo", noon + 1s), "recovery g:foo");
    EXPECT_EQ(crash("g:foo", noon + 2s), "held crash g:foo");
    EXPECT_EQ(running("g:foo", noon + 3s), "");
    EXPECT_THAT(time(noon + 9min), IsEmpty());
    crash("g:foo", noon + 9min);
    EXPECT_EQ(running("g:foo", noon + 9min + 1s), "");
    EXPECT_THAT(time(noon + 18min), IsEmpty());
    EXPECT_THAT(time(noon + 19min), ElementsAre("recovery g:foo"));
    EXPECT_THAT(time(noon + 20min), IsEmpty());
}

TEST_F(AlertPolicyTest, WhatIsFatalIsToldAgainAndAgain) {
    settings.remind = 1h;
    EXPECT_EQ(fatal("g:foo", noon), "fatal g:foo");
    EXPECT_EQ(fatal("g:foo", noon + 1s), "");
    EXPECT_THAT(time(noon + 1h - 1s), IsEmpty());
    EXPECT_THAT(time(noon + 1h), ElementsAre("reminder g:foo"));
    EXPECT_THAT(time(noon + 1h + 1min), IsEmpty());
    EXPECT_THAT(time(noon + 2h), ElementsAre("reminder g:foo"));
    policy().on_other_state("g:foo");
    EXPECT_THAT(time(noon + 4h), IsEmpty());
    fatal("g:foo", noon + 4h);
    policy().forget_group("g");
    EXPECT_THAT(time(noon + 6h), IsEmpty());
}

TEST_F(AlertPolicyTest, ASilenceEndsWithReminders) {
    settings.remind = 1h;
    policy().on(Kind::Fatal, "g:foo", noon, {{"g:foo"}, noon + 1h});
    EXPECT_THAT(policy().on_time(noon + 1h, [](const std::string& process) { return process == "g:foo"; }), IsEmpty());
    EXPECT_THAT(time(noon + 1h + 1min), IsEmpty());
    EXPECT_THAT(time(noon + 2h), ElementsAre("reminder g:foo"));
}

TEST_F(AlertPolicyTest, QuietHoursHoldEverythingUntilTheirEnd) {
    settings.quiet = QuietHours{12h, 13h};
    settings.remind = 10min;
    settings.has_recovery = true;
    EXPECT_EQ(crash("g:foo", noon), "held crash g:foo");
    EXPECT_EQ(fatal("g:foo", noon + 1s), "held fatal g:foo");
    EXPECT_EQ(fatal("g:bar", noon + 2s), "held fatal g:bar");
    EXPECT_THAT(time(noon + 30min), IsEmpty());
    EXPECT_EQ(running("g:bar", noon + 40min), "held recovery g:bar");
    EXPECT_EQ(policy().digest()->due(), noon + 1h);
    EXPECT_EQ(policy().digest()->subject(), "4 more alerts about 2 processes in 60 min");
    EXPECT_THAT(policy().digest()->body(), HasSubstr("\ng:foo: 1 crash, FATAL, "));
    EXPECT_THAT(policy().digest()->body(), HasSubstr("\ng:bar: RUNNING again, "));
    EXPECT_THAT(time(noon + 1h), ElementsAre("reminder g:foo"));
    EXPECT_EQ(crash("g:foo", noon + 1h), "crash g:foo");
}

TEST_F(AlertPolicyTest, NoDigestLeavesInQuietHours) {
    settings.rate_limit = RateLimit{1, 10min};
    settings.quiet = QuietHours{12h, 13h};
    crash("g:foo", noon - 5min);
    EXPECT_EQ(crash("g:foo", noon - 4min), "held crash g:foo");
    EXPECT_EQ(policy().digest()->due(), noon + 1h);
}

TEST_F(AlertPolicyTest, WhatCrashesAgainAndAgainIsToldToFlapOnceAndThenByTheDigest) {
    settings.flapping = RateLimit{5, 10min};
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(crash("g:foo", noon + i * 1min), "crash g:foo");
    }
    const auto notice = policy().on(Kind::Crash, "g:foo", noon + 4min);
    EXPECT_EQ(say(notice), "flapping g:foo");
    EXPECT_EQ(notice->since, noon);
    EXPECT_EQ(notice->crashes, 5U);
    EXPECT_EQ(notice->calm, 10min);
    for (int i = 5; i < 9; ++i) {
        EXPECT_EQ(crash("g:foo", noon + i * 1min), "held crash g:foo");
    }
    EXPECT_EQ(policy().digest()->subject(), "4 more crashes of g:foo in 10 min");
    EXPECT_THAT(policy().digest()->body(), HasSubstr("\ng:foo: 4 crashes, flapping, "));
    EXPECT_EQ(crash("g:bar", noon + 9min), "crash g:bar");
}

TEST_F(AlertPolicyTest, CrashesThatAreFarApartAreNoFlapping) {
    settings.flapping = RateLimit{3, 10min};
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(crash("g:foo", noon + i * 6min), "crash g:foo");
    }
}

TEST_F(AlertPolicyTest, WhatStaysRunningAfterFlappingHasSettled) {
    settings.flapping = RateLimit{2, 10min};
    crash("g:foo", noon);
    EXPECT_EQ(crash("g:foo", noon + 1s), "flapping g:foo");
    EXPECT_EQ(running("g:foo", noon + 2s), "");
    EXPECT_EQ(crash("g:foo", noon + 5min), "held crash g:foo");
    EXPECT_EQ(running("g:foo", noon + 5min + 1s), "");
    EXPECT_THAT(time(noon + 15min - 1s), IsEmpty());
    EXPECT_THAT(time(noon + 15min), ElementsAre("settled g:foo"));
    EXPECT_THAT(time(noon + 16min), IsEmpty());
    EXPECT_EQ(crash("g:foo", noon + 17min), "crash g:foo");
    EXPECT_EQ(crash("g:foo", noon + 18min), "flapping g:foo");
}

TEST_F(AlertPolicyTest, WhatIsNotRunningHasNotSettled) {
    settings.flapping = RateLimit{2, 10min};
    crash("g:foo", noon);
    crash("g:foo", noon + 1s);
    running("g:foo", noon + 2s);
    policy().on_other_state("g:foo");
    EXPECT_THAT(time(noon + 1h), IsEmpty());
    EXPECT_EQ(crash("g:foo", noon + 2h), "crash g:foo");
}

TEST_F(AlertPolicyTest, FlappingIsToldWhateverTheLimitOfOneProcessAndThatItIsFatalToo) {
    settings.flapping = RateLimit{4, 10min};
    settings.rate_limit = RateLimit{2, 10min};
    crash("g:foo", noon);
    crash("g:foo", noon + 1s);
    EXPECT_EQ(crash("g:foo", noon + 2s), "held crash g:foo");
    EXPECT_EQ(crash("g:foo", noon + 3s), "flapping g:foo");
    settings.rate_limit.reset();
    policy_.reset();
    for (int i = 0; i < 6; ++i) {
        crash("g:foo", noon);
    }
    EXPECT_EQ(fatal("g:foo", noon + 1s), "fatal g:foo");
}

TEST_F(AlertPolicyTest, FlappingOutlivesTheSweep) {
    settings.flapping = RateLimit{3, 1h};
    crash("g:foo", noon);
    time(noon + 20min);
    crash("g:foo", noon + 21min);
    time(noon + 40min);
    EXPECT_EQ(crash("g:foo", noon + 41min), "flapping g:foo");
}

TEST_F(AlertPolicyTest, ASilenceHasADigestOfItsOwnAndChangesNoLimit) {
    settings.rate_limit = RateLimit{1, 10min};
    settings.flapping = RateLimit{2, 10min};
    const Silence silence{{"g:foo"}, noon + 1h};
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(say(policy().on(Kind::Crash, "g:foo", noon, silence)), "silent crash g:foo");
    }
    EXPECT_EQ(policy().digest(), nullptr);
    const Digest* digest = policy().digest(Notice::Leaves::AfterSilence);
    EXPECT_EQ(digest->subject(), "20 crashes of g:foo, which was silent");
    EXPECT_EQ(digest->due(), noon + 1h);
    EXPECT_THAT(digest->silenced(), ElementsAre("g:foo"));
    EXPECT_EQ(crash("g:foo", noon + 1h), "crash g:foo");
}

TEST_F(AlertPolicyTest, NoDigestOfASilenceLeavesInQuietHours) {
    settings.quiet = QuietHours{12h, 13h};
    policy().on(Kind::Restart, "g:foo", noon - 1h, {{"g:foo"}, noon + 5min});
    EXPECT_EQ(policy().digest(Notice::Leaves::AfterSilence)->due(), noon + 1h);
    EXPECT_FALSE(policy().move_silence_digest(noon + 10min, noon));
    EXPECT_TRUE(policy().move_silence_digest(noon + 2h, noon));
    EXPECT_EQ(policy().digest(Notice::Leaves::AfterSilence)->due(), noon + 2h);
}

TEST_F(AlertPolicyTest, WhatIsRestartedOrFailsIsLimitedToo) {
    settings.rate_limit = RateLimit{1, 10min};
    const auto failure = [&](Time at) { return say(policy().on(Kind::Failure, "http://x/", at)); };
    EXPECT_EQ(failure(noon), "failure http://x/");
    EXPECT_EQ(failure(noon + 1min), "held failure http://x/");
    EXPECT_EQ(say(policy().on(Kind::Answer, "http://x/", noon + 2min)), "held answer http://x/");
    EXPECT_EQ(say(policy().on(Kind::Restart, "g:foo", noon)), "restart g:foo");
    EXPECT_EQ(policy().digest()->subject(), "2 more alerts about http://x/ in 10 min");
    EXPECT_THAT(policy().digest()->body(), HasSubstr("\nhttp://x/: 1 failure, answers again, "));
}

TEST_F(AlertPolicyTest, WhatCrashesWhileItIsSilentHasNotSettled) {
    settings.flapping = RateLimit{2, 10min};
    crash("g:foo", noon);
    EXPECT_EQ(crash("g:foo", noon + 1s), "flapping g:foo");
    running("g:foo", noon + 2s);
    policy().on(Kind::Crash, "g:foo", noon + 9min, {{"g:foo"}, noon + 10min});
    EXPECT_THAT(time(noon + 11min), IsEmpty());
    running("g:foo", noon + 12min);
    EXPECT_THAT(time(noon + 19min - 1s), IsEmpty());
    EXPECT_THAT(time(noon + 19min), ElementsAre("settled g:foo"));
}

} // namespace
} // namespace halberd::alert
