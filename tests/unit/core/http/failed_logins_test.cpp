#include "core/http/failed_logins.hpp"

#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;

class FailedLoginLines : public ::testing::Test {
 protected:
    void fail(const std::string& source, const std::string& name) {
        failed.note({source + ":5044", source, std::nullopt}, name, now);
    }
    void pass(std::chrono::seconds time) {
        now += time;
        failed.tick(now);
    }

    RecordingLog log;
    FailedLogins failed{log, "*:9001"};
    SteadyTime now{1h};
};

TEST_F(FailedLoginLines, TheFirstOneSaysWhoWasClaimedFromWhereAndAtWhichServer) {
    fail("10.0.0.7", "root");
    EXPECT_EQ(log.lines, std::vector<std::string>{"INFO audit: 10.0.0.7:5044 login as 'root' at *:9001: refused"});
}

TEST_F(FailedLoginLines, ThoseOfAMinuteHaveOneLine) {
    for (int i = 0; i < 1000; ++i) {
        fail("10.0.0.7", "user" + std::to_string(i));
    }
    EXPECT_EQ(log.lines.size(), 1U);
    pass(60s);
    ASSERT_EQ(log.lines.size(), 2U);
    EXPECT_EQ(log.lines[1],
              "INFO audit: 10.0.0.7 login at *:9001: refused 999 times more within a minute, the last as 'user999'");
}

TEST_F(FailedLoginLines, WhoGoesOnHasALineAMinuteAndNoOther) {
    for (int i = 0; i < 600; ++i) {
        fail("10.0.0.7", "root");
        pass(1s);
    }
    EXPECT_EQ(log.lines.size(), 11U);
}

TEST_F(FailedLoginLines, AfterAMinuteWithoutTheNextOneIsAFirstOne) {
    fail("10.0.0.7", "root");
    pass(60s);
    EXPECT_FALSE(failed.next_deadline());
    fail("10.0.0.7", "root");
    EXPECT_EQ(log.lines.size(), 2U);
    EXPECT_EQ(log.lines[0], log.lines[1]);
}

TEST_F(FailedLoginLines, AddressesAreToldApart) {
    fail("10.0.0.7", "a");
    fail("10.0.0.8", "b");
    fail("10.0.0.8", "c");
    EXPECT_EQ(log.lines.size(), 2U);
    failed.finish();
    EXPECT_EQ(log.lines.size(), 3U);
    EXPECT_TRUE(log.contains(LogLevel::Info, "audit: 10.0.0.8 login at *:9001: refused once more"));
}

TEST_F(FailedLoginLines, AThousandAddressesHaveNoThousandLines) {
    for (int i = 0; i < 1000; ++i) {
        fail("10.0.0." + std::to_string(i), "root");
    }
    EXPECT_EQ(log.lines.size(), 33U);
    pass(60s);
    EXPECT_EQ(log.lines.size(), 34U);
    EXPECT_TRUE(log.contains(LogLevel::Info, "audit: others login at *:9001: refused 967 times more"));
}

TEST_F(FailedLoginLines, ANameIsCutAndCannotForgeALine) {
    fail("10.0.0.7", "x\nINFO audit: \x1b[2J" + std::string(100'000, 'y'));
    ASSERT_EQ(log.lines.size(), 1U);
    EXPECT_LT(log.lines[0].size(), 200U);
    EXPECT_EQ(log.lines[0].find('\n'), std::string::npos);
    EXPECT_TRUE(log.contains(LogLevel::Info, "login as 'x\\nINFO audit: \\x1b[2Jyyy"));
}

TEST_F(FailedLoginLines, TheDeadlineIsThatOfTheEarliest) {
    EXPECT_FALSE(failed.next_deadline());
    fail("10.0.0.7", "a");
    pass(20s);
    fail("10.0.0.8", "b");
    EXPECT_EQ(failed.next_deadline(), now + 40s);
}

} // namespace
} // namespace halberd
