#include "plugins/memmon/quantities.hpp"

#include <gtest/gtest.h>

namespace halberd::memmon {
namespace {

using std::chrono::seconds;

TEST(ParseSize, SuffixesArePowersOf1024InAnyCase) {
    EXPECT_EQ(parse_size("10000"), 10000);
    EXPECT_EQ(parse_size("1KB"), 1024);
    EXPECT_EQ(parse_size("200mb"), 200 * 1024 * 1024);
    EXPECT_EQ(parse_size("3Gb"), 3LL * 1024 * 1024 * 1024);
    EXPECT_EQ(parse_size("10 MB"), 10 * 1024 * 1024);
    EXPECT_EQ(parse_size("0"), 0);
}

TEST(ParseSize, AnythingElseIsNone) {
    for (const char* text :
         {"", "MB", "10XB", "1.5GB", "-1", "10B", "x", "1KBKB", "9223372036854775808", "9999999999GB"}) {
        EXPECT_FALSE(parse_size(text)) << text;
    }
}

TEST(ParseTime, SuffixesAreSecondsMinutesHoursAndDays) {
    EXPECT_EQ(parse_time("90"), seconds(90));
    EXPECT_EQ(parse_time("90s"), seconds(90));
    EXPECT_EQ(parse_time("2M"), seconds(120));
    EXPECT_EQ(parse_time("1h"), seconds(3600));
    EXPECT_EQ(parse_time("2d"), seconds(172800));
    EXPECT_FALSE(parse_time("1y"));
    EXPECT_FALSE(parse_time("m"));
    EXPECT_FALSE(parse_time("-1"));
}

} // namespace
} // namespace halberd::memmon
