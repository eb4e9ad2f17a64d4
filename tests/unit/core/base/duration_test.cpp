#include "core/base/duration.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsANumberOfSecondsUnlessItHasAUnit) {
    EXPECT_EQ(parse_duration("5"), 5s);
    EXPECT_EQ(parse_duration(" 0.5 "), 500ms);
    EXPECT_EQ(parse_duration("0"), 0ms);
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("10m"), 10min);
    EXPECT_EQ(parse_duration("1.5 H"), 90min);
    EXPECT_EQ(parse_duration("2d"), 48h);
}

TEST(Duration, IsNothingElse) {
    for (const char* text : {"", "s", "x", "5x", "-1", "1e3", "nan", "inf", "5 5", "5mm", "99999999d"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(Duration, IsWrittenSoThatItReadsBack) {
    for (const char* text : {"0", "5", "0.5", "0.001", "10m", "90m", "1h", "36h", "2d", "61", "1.5"}) {
        EXPECT_EQ(duration_text(*parse_duration(text)), text);
    }
    EXPECT_EQ(duration_text(24h), "1d");
}

} // namespace
} // namespace halberd
