#include "plugins/memmon/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::memmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

supervisor::ProcessInfo process(const std::string& group, const std::string& name) {
    supervisor::ProcessInfo info;
    info.group = group;
    info.name = name;
    return info;
}

TEST(LimitsTest, AProgramIsFoundByItsNameOrWithItsGroup) {
    const Limits limits{{{"cat", 10}, {"zoo:lion", 20}}, {}, {}};
    EXPECT_TRUE(limits.are_exceeded(process("pets", "cat"), 11));
    EXPECT_TRUE(limits.are_exceeded(process("zoo", "lion"), 21));
    EXPECT_FALSE(limits.cover(process("circus", "lion")));
}

TEST(LimitsTest, OnlyMoreThanTheLimitIsTooMuch) {
    EXPECT_FALSE((Limits{{}, {}, 10}.are_exceeded(process("pets", "cat"), 10)));
    EXPECT_TRUE((Limits{{}, {}, 0}.are_exceeded(process("pets", "cat"), 1)));
    EXPECT_FALSE(Limits().are_exceeded(process("pets", "cat"), 1'000'000'000));
}

TEST(LimitsTest, OfSeveralLimitsEachCounts) {
    const Limits limits{{{"cat", 30}}, {{"pets", 20}}, 40};
    EXPECT_FALSE(limits.are_exceeded(process("pets", "cat"), 20));
    EXPECT_TRUE(limits.are_exceeded(process("pets", "cat"), 25));
    EXPECT_TRUE(limits.are_exceeded(process("zoo", "cat"), 35));
    EXPECT_TRUE(limits.are_exceeded(process("zoo", "lion"), 45));
}

TEST(LimitsTest, TheLogTellsThemInSuperlancesWords) {
    EXPECT_THAT((Limits{{{"zoo:lion", 20}, {"cat", 10}}, {{"pets", 30}}, 40}.lines()),
                ElementsAre("Checking programs cat=10, zoo:lion=20", "Checking groups pets=30", "Checking any=40"));
    EXPECT_THAT(Limits().lines(), IsEmpty());
}

} // namespace
} // namespace halberd::memmon
