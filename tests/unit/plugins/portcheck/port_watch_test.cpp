#include "plugins/portcheck/port_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::portcheck {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

const PortWatch::Time now{std::chrono::seconds(1795445888)}; // 2026-11-23 14:58:08 UTC
const Finding well;

Finding failing(const std::string& why) {
    return {why, {}};
}

Finding certified(PortWatch::Time end) {
    return {"", end};
}

std::vector<Target> targets(const std::vector<std::string>& names) {
    std::vector<Target> all;
    for (const std::string& name : names) {
        all.push_back({name, "h", "1", ""});
    }
    return all;
}

TEST(PortWatchTest, WhatIsWellIsNoNews) {
    PortWatch watch(targets({"a:1", "b:2"}), {});
    const Round round = watch.take({well, well}, now);
    EXPECT_FALSE(round.has_failure);
    EXPECT_FALSE(round.has_news);
    EXPECT_THAT(round.lines, IsEmpty());
}

TEST(PortWatchTest, AFailureIsNewsOnceAndTheEndOfItToo) {
    PortWatch watch(targets({"a:1", "b:2"}), {});
    const Round first = watch.take({well, failing("refused")}, now);
    EXPECT_TRUE(first.has_failure);
    EXPECT_TRUE(first.has_news);
    EXPECT_EQ(first.subject, "b:2: refused");
    EXPECT_THAT(first.lines, ElementsAre("b:2: refused"));
    const Round second = watch.take({well, failing("timed out")}, now);
    EXPECT_TRUE(second.has_failure);
    EXPECT_FALSE(second.has_news);
    const Round third = watch.take({well, well}, now);
    EXPECT_FALSE(third.has_failure);
    EXPECT_TRUE(third.has_news);
    EXPECT_EQ(third.subject, "b:2 answers again");
    EXPECT_FALSE(watch.take({well, well}, now).has_news);
}

TEST(PortWatchTest, AnotherTargetThatFailsIsNewsAndAllAreTold) {
    PortWatch watch(targets({"a:1", "b:2", "c:3"}), {});
    watch.take({well, failing("refused"), well}, now);
    const Round round = watch.take({failing("no"), failing("refused"), well}, now);
    EXPECT_TRUE(round.has_news);
    EXPECT_EQ(round.subject, "2 of 3 targets fail");
    EXPECT_THAT(round.lines, ElementsAre("a:1: no", "b:2: refused"));
}

TEST(PortWatchTest, ACertificateThatEndsSoonIsNewsOnceADay) {
    PortWatch watch(targets({"a:443"}), 14);
    const PortWatch::Time end = now + hours(24 * 12 + 5);
    const Round round = watch.take({certified(end)}, now);
    EXPECT_FALSE(round.has_failure);
    EXPECT_TRUE(round.has_news);
    EXPECT_EQ(round.subject, "a:443: its certificate ends in 12 days, on 2026-12-05 19:58:08 UTC");
    EXPECT_FALSE(watch.take({certified(end)}, now + hours(23)).has_news);
    EXPECT_TRUE(watch.take({certified(end)}, now + hours(24)).has_news);
}

TEST(PortWatchTest, ACertificateThatLastsIsNoNewsAndOneThatEndedIs) {
    PortWatch watch(targets({"a:443"}), 14);
    EXPECT_FALSE(watch.take({certified(now + hours(24 * 14 + 1))}, now).has_news);
    EXPECT_EQ(watch.take({certified(now - hours(30))}, now).subject,
              "a:443: its certificate ended 1 day ago, on 2026-11-22 08:58:08 UTC");
    EXPECT_FALSE(PortWatch(targets({"a:443"}), {}).take({certified(now)}, now).has_news);
}

TEST(PortWatchTest, ANewCertificateForgetsTheWarning) {
    PortWatch watch(targets({"a:443"}), 14);
    EXPECT_TRUE(watch.take({certified(now + hours(24))}, now).has_news);
    EXPECT_FALSE(watch.take({certified(now + hours(24 * 90))}, now).has_news);
    EXPECT_TRUE(watch.take({certified(now + hours(24))}, now + hours(1)).has_news);
}

} // namespace
} // namespace halberd::portcheck
