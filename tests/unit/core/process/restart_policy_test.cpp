#include "core/process/restart_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::chrono::milliseconds> pauses(const RestartSpec& spec, double chance = 0) {
    std::vector<std::chrono::milliseconds> all;
    for (int failed = 1; failed <= 5; ++failed) {
        all.push_back(pause_after_failed_start(spec, failed, chance));
    }
    return all;
}

TEST(RestartPolicy, IsSupervisorsWithoutSettings) {
    EXPECT_THAT(pauses({}), ElementsAre(1s, 2s, 3s, 4s, 5s));
    EXPECT_EQ(pause_after_exit({}, 0.9), 0ms);
}

TEST(RestartPolicy, GrowsByItsKindFromTheDelayUpToTheMaximum) {
    RestartSpec spec;
    spec.delay = 200ms;
    EXPECT_THAT(pauses(spec), ElementsAre(200ms, 400ms, 600ms, 800ms, 1s));
    spec.backoff = Backoff::Constant;
    EXPECT_THAT(pauses(spec), ElementsAre(200ms, 200ms, 200ms, 200ms, 200ms));
    spec.backoff = Backoff::Exponential;
    EXPECT_THAT(pauses(spec), ElementsAre(200ms, 400ms, 800ms, 1600ms, 3200ms));
    spec.backoff_max = 1s;
    EXPECT_THAT(pauses(spec), ElementsAre(200ms, 400ms, 800ms, 1s, 1s));
}

TEST(RestartPolicy, NeverPausesForMoreThanADayByItself) {
    RestartSpec spec;
    spec.backoff = Backoff::Exponential;
    EXPECT_EQ(pause_after_failed_start(spec, 5000, 0), 24h);
}

TEST(RestartPolicy, JitterLengthensThePausesByItsShareAtMost) {
    RestartSpec spec;
    spec.delay = 10s;
    spec.backoff = Backoff::Constant;
    spec.jitter = 20;
    EXPECT_EQ(pause_after_failed_start(spec, 1, 0), 10s);
    EXPECT_EQ(pause_after_failed_start(spec, 1, 0.5), 11s);
    EXPECT_EQ(pause_after_exit(spec, 0.5), 11s);
    EXPECT_LT(pause_after_exit(spec, 0.999), 12s);
}

TEST(RestartPolicy, TheLimitCountsTheStartsOfItsPeriod) {
    RestartSpec spec;
    spec.limit = RestartLimit{2, 60s};
    const SteadyTime start{1h};
    std::vector<SteadyTime> starts;
    EXPECT_FALSE(is_restart_limit_reached(spec, starts, start));
    note_automatic_start(spec, starts, start);
    note_automatic_start(spec, starts, start + 30s);
    EXPECT_TRUE(is_restart_limit_reached(spec, starts, start + 59s));
    EXPECT_FALSE(is_restart_limit_reached(spec, starts, start + 60s));
    note_automatic_start(spec, starts, start + 60s);
    EXPECT_THAT(starts, ElementsAre(start + 30s, start + 60s));
}

TEST(RestartPolicy, WithoutALimitNothingIsKept) {
    std::vector<SteadyTime> starts;
    note_automatic_start({}, starts, SteadyTime{1h});
    EXPECT_THAT(starts, IsEmpty());
    EXPECT_FALSE(is_restart_limit_reached({}, starts, SteadyTime{1h}));
}

} // namespace
} // namespace halberd
