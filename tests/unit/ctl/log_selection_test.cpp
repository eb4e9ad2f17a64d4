#include "ctl/log_selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

namespace halberd::ctl {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

LogTime utc(std::chrono::milliseconds since_1970) {
    return LogTime(since_1970);
}

std::vector<std::string> texts(const std::vector<LogLine>& lines) {
    std::vector<std::string> found;
    for (const LogLine& line : lines) {
        found.push_back(line.text);
    }
    return found;
}

TEST(LogStamp, AZoneIsObeyed) {
    EXPECT_EQ(stamp_of("1970-01-02T00:00:01.5Z x"), utc(86'401'500ms));
    EXPECT_EQ(stamp_of("1970-01-02T01:00:01,123+01:00 x"), utc(86'401'123ms));
    EXPECT_EQ(stamp_of("[1970-01-01 22:30:00 -0130] x"), utc(86'400'000ms));
    EXPECT_EQ(stamp_of(R"({"time":"1970-01-02T01:00:00.123456+01:00","line":"x"})"), utc(86'400'123ms));
    EXPECT_EQ(stamp_of(R"({"level":"info","ts":"1970-01-02T00:00:00Z"})"), utc(86'400'000ms));
}

TEST(LogStamp, WithoutAZoneItIsLocalTime) {
    std::tm parts{};
    parts.tm_year = 126;
    parts.tm_mon = 10;
    parts.tm_mday = 25;
    parts.tm_hour = 23;
    parts.tm_isdst = -1;
    const auto expected = utc(std::chrono::seconds(std::mktime(&parts)) + 7ms);
    EXPECT_EQ(stamp_of("2026-11-25 23:00:00,007 INFO x"), expected);
    EXPECT_EQ(stamp_of("--- 2026-11-25 23:00:00.007 web started, pid 5"), expected);
}

TEST(LogStamp, OtherLinesHaveNone) {
    for (const char* line : {"", "x", "2026-11-25", "2026-11-25x23:00:00", "{", "{}", R"({"time":5})", "12:00:00 x"}) {
        EXPECT_EQ(stamp_of(line), std::nullopt) << line;
    }
}

constexpr std::string_view log =
    "before\n1970-01-02T00:00:01Z one\n  of one\n1970-01-02T00:00:03Z three\n1970-01-02T00:00:02Z two\nrest";

TEST(LogSelection, LinesWithoutATimeGoWithTheLineBefore) {
    LogWish wish;
    wish.since = utc(86'402'000ms);
    EXPECT_THAT(texts(wanted_lines(log_lines(log, false), wish)),
                ElementsAre("1970-01-02T00:00:03Z three", "1970-01-02T00:00:02Z two", "rest"));
    wish.since = utc(86'401'000ms);
    EXPECT_THAT(texts(wanted_lines(log_lines(log, false), wish)),
                ElementsAre("1970-01-02T00:00:01Z one", "  of one", "1970-01-02T00:00:03Z three",
                            "1970-01-02T00:00:02Z two", "rest"));
}

TEST(LogSelection, WithoutAnyTimeNothingIsLeftOut) {
    LogWish wish;
    wish.since = utc(1ms);
    EXPECT_THAT(texts(wanted_lines(log_lines("a\nb\n", false), wish)), ElementsAre("a", "b"));
    EXPECT_TRUE(has_no_times(log_lines("a\nb\n", false)));
}

TEST(LogSelection, TextAndNumberChoose) {
    LogWish wish;
    wish.text = "o";
    EXPECT_THAT(texts(wanted_lines(log_lines(log, false), wish)),
                ElementsAre("before", "1970-01-02T00:00:01Z one", "  of one", "1970-01-02T00:00:02Z two"));
    wish.most = 1;
    EXPECT_THAT(texts(wanted_lines(log_lines(log, false), wish)), ElementsAre("1970-01-02T00:00:02Z two"));
    wish.most = 0;
    EXPECT_THAT(texts(wanted_lines(log_lines(log, false), wish)), ElementsAre());
}

TEST(LogSelection, ALineWhoseBeginningIsMissingIsLeftOut) {
    EXPECT_THAT(texts(log_lines("of a line\nb\n", true)), ElementsAre("b"));
    EXPECT_THAT(texts(log_lines("of a line", true)), ElementsAre());
    EXPECT_THAT(texts(log_lines("", true)), ElementsAre());
}

} // namespace
} // namespace halberd::ctl
