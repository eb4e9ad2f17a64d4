#include "plugins/shared/alert/wording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd::alert {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;
using Kind = Notice::Kind;

constexpr Notice::Time noon{std::chrono::hours(24) * 20'783 + std::chrono::hours(12)};

class WordingTest : public testing::Test {
 protected:
    WordingTest() {
        ::setenv("TZ", "UTC0", 1);
        ::tzset();
        notice.topic = "foo:foo";
        notice.at = noon + 72s;
        notice.since = noon;
        notice.crashes = 5;
        notice.calm = 10min;
    }
    ~WordingTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    Alert word(Kind kind) {
        notice.kind = kind;
        return word_notice(notice, "PROD: ", "web1");
    }

    Notice notice;
};

TEST_F(WordingTest, FlappingIsToldWithItsCrashesAndWhatBecomesOfTheNext) {
    EXPECT_EQ(word(Kind::Flapping).subject, "PROD: foo is flapping: 5 crashes in 72 s on web1");
    EXPECT_EQ(word(Kind::Flapping).body,
              "foo crashed 5 times since 2026-11-26 12:00:00.\n"
              "Its further crashes are told by a digest, until it has had none for 10 min.\n\n"
              "supervisorctl tail foo stderr\nsupervisorctl stop foo");
    EXPECT_EQ(word(Kind::Flapping).about, "foo, which is flapping");
    notice.at = noon;
    EXPECT_EQ(word(Kind::Flapping).subject, "PROD: foo is flapping: 5 crashes in 1 s on web1");
}

TEST_F(WordingTest, WhatHasSettledIsToldWithItsTrouble) {
    notice.crashes = 17;
    EXPECT_EQ(word(Kind::Settled).subject, "PROD: foo has settled on web1");
    EXPECT_EQ(word(Kind::Settled).body,
              "foo is RUNNING, and has not crashed for 10 min.\nIt crashed 17 times since 2026-11-26 12:00:00.");
}

TEST_F(WordingTest, RecoveriesAndFatalAreTold) {
    EXPECT_EQ(word(Kind::Recovery).subject, "PROD: foo is RUNNING again on web1");
    notice.crashes = 0;
    EXPECT_EQ(word(Kind::Recovery).body,
              "foo is RUNNING again, at 2026-11-26 12:01:12.\nIt was FATAL since 2026-11-26 12:00:00.");
    EXPECT_EQ(word(Kind::Fatal).subject, "PROD: foo is FATAL on web1");
    EXPECT_EQ(word(Kind::Reminder).subject, "PROD: foo is still FATAL on web1");
    EXPECT_THAT(word(Kind::Reminder).body, StartsWith("foo is FATAL since 2026-11-26 12:00:00: "));
}

TEST_F(WordingTest, APluginMayHaveANameOfItsOwn) {
    EXPECT_EQ(subject_prefix("memmon", ""), "memmon: ");
    EXPECT_EQ(subject_prefix("memmon", "shop"), "memmon [shop]: ");
}

} // namespace
} // namespace halberd::alert
