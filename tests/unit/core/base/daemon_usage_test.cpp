#include "core/base/daemon_usage.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(LatenessTest, IsCountedInEachStepThatItDoesNotExceed) {
    Lateness lateness;
    lateness.note(std::chrono::microseconds(200));
    lateness.note(std::chrono::milliseconds(20));
    lateness.note(std::chrono::seconds(60));
    EXPECT_EQ(lateness.counts(), (std::array<std::uint64_t, 6>{1, 1, 2, 2, 2, 2}));
    EXPECT_EQ(lateness.total(), 3U);
    EXPECT_NEAR(lateness.sum().count(), 60.0202, 1e-9);
}

} // namespace
} // namespace halberd
