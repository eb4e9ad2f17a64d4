#include "core/http/held_bytes.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace halberd {
namespace {

// At most 100 bytes of bodies and of answers; those of up to 10 are free.
class HeldByteLimits : public ::testing::Test {
 protected:
    HeldBytes held{100, 10};
    int cut_of_first = 0;
    HeldBytes::Share first{held, [this] { ++cut_of_first; }};
    HeldBytes::Share second{held, [] { FAIL() << "the second one is not the slowest"; }};
};

TEST_F(HeldByteLimits, ABodyThatIsTooMuchIsNotTaken) {
    EXPECT_TRUE(first.take_body(60));
    EXPECT_FALSE(second.take_body(41));
    EXPECT_TRUE(second.take_body(40));
    EXPECT_EQ(held.of_bodies(), 100U);
    first.release();
    EXPECT_EQ(held.of_bodies(), 40U);
}

TEST_F(HeldByteLimits, SmallOnesDoNotCount) {
    EXPECT_TRUE(first.take_body(100));
    EXPECT_TRUE(second.take_body(10));
    second.take_answer(10);
    EXPECT_EQ(held.of_bodies(), 100U);
    EXPECT_EQ(held.of_answers(), 0U);
}

TEST_F(HeldByteLimits, ForAnAnswerTheSlowestClientIsCut) {
    first.take_answer(50);
    second.take_answer(50);
    EXPECT_EQ(cut_of_first, 0);
    HeldBytes::Share third(held, [] {});
    third.take_answer(30);
    EXPECT_EQ(cut_of_first, 1);
    EXPECT_EQ(held.of_answers(), 80U);
}

TEST_F(HeldByteLimits, AClientThatTakesSomethingIsNotTheSlowest) {
    second.take_answer(50);
    first.take_answer(50);
    second.on_progress();
    HeldBytes::Share third(held, [] {});
    third.take_answer(30);
    EXPECT_EQ(cut_of_first, 1);
}

TEST_F(HeldByteLimits, OneAnswerMayBeLargerThanAllTogetherShouldBe) {
    first.take_answer(1000);
    EXPECT_EQ(held.of_answers(), 1000U);
    EXPECT_EQ(cut_of_first, 0);
}

TEST_F(HeldByteLimits, AShareThatGoesHoldsNothingAnyMore) {
    auto share = std::make_unique<HeldBytes::Share>(held, [] {});
    EXPECT_TRUE(share->take_body(50));
    share->take_answer(50);
    share.reset();
    EXPECT_EQ(held.of_bodies(), 0U);
    EXPECT_EQ(held.of_answers(), 0U);
}

} // namespace
} // namespace halberd
