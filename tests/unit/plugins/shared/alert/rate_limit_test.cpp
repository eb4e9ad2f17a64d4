#include "plugins/shared/alert/rate_limit.hpp"

#include <gtest/gtest.h>

namespace halberd::alert {
namespace {

using namespace std::chrono_literals;

TEST(RateLimitTest, IsANumberAndATime) {
    EXPECT_EQ(parse_rate_limit("3/10m"), (RateLimit{3, 600s}));
    EXPECT_EQ(parse_rate_limit("1000/90"), (RateLimit{1000, 90s}));
    for (const char* bad :
         {"", "3", "3/", "/10m", "0/10m", "-1/10m", "1001/10m", "3/0s", "3/10x", "3/10m/2", " 3/10m"}) {
        EXPECT_FALSE(parse_rate_limit(bad)) << bad;
    }
}

TEST(RateLimitTest, AnyStretchOfItsTimeHasNoMore) {
    const PassedTimes::Time noon{1'800'000'000s};
    const RateLimit limit{2, 10s};
    PassedTimes passed;
    for (const auto at : {0s, 4s}) {
        EXPECT_TRUE(passed.has_room(limit, noon + at));
        passed.note(noon + at);
    }
    EXPECT_FALSE(passed.has_room(limit, noon + 9s));
    EXPECT_TRUE(passed.has_room(limit, noon + 10s));
    passed.note(noon + 10s);
    EXPECT_FALSE(passed.has_room(limit, noon + 13s));
    EXPECT_TRUE(passed.has_room(limit, noon + 14s));
}

TEST(RateLimitTest, AClockThatIsSetBackHoldsNothingUp) {
    const PassedTimes::Time noon{1'800'000'000s};
    PassedTimes passed;
    passed.note(noon);
    EXPECT_TRUE(passed.has_room({1, 10s}, noon - 1h));
}

} // namespace
} // namespace halberd::alert
