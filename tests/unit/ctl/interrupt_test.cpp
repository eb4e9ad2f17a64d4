#include "ctl/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace halberd::ctl {
namespace {

TEST(Interrupt, IsHeldBackWhileAHoldExists) {
    const Interrupt interrupt;
    const Interrupt::Hold hold;
    EXPECT_FALSE(interrupt.is_pending());
    ::raise(SIGINT);
    EXPECT_TRUE(interrupt.is_pending());
    interrupt.clear();
    EXPECT_FALSE(interrupt.is_pending());
}

TEST(Interrupt, StaysHeldBackAfterANestedHold) {
    const Interrupt interrupt;
    const Interrupt::Hold outer;
    { const Interrupt::Hold inner; }
    ::raise(SIGINT);
    EXPECT_TRUE(interrupt.is_pending());
    interrupt.clear();
}

TEST(InterruptDeathTest, EndsTheProgramWithoutAHold) {
    EXPECT_EXIT(
        {
            const Interrupt interrupt;
            ::raise(SIGINT);
        },
        testing::KilledBySignal(SIGINT), "");
}

} // namespace
} // namespace halberd::ctl
