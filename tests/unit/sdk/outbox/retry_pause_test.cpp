#include "sdk/outbox/retry_pause.hpp"

#include <gtest/gtest.h>

namespace halberd::outbox {
namespace {

using namespace std::chrono_literals;

TEST(RetryPauseTest, DoublesUpToFiveMinutes) {
    EXPECT_EQ(retry_pause(1, 0.5), 5s);
    EXPECT_EQ(retry_pause(2, 0.5), 10s);
    EXPECT_EQ(retry_pause(6, 0.5), 160s);
    EXPECT_EQ(retry_pause(7, 0.5), 300s);
    EXPECT_EQ(retry_pause(1'000'000, 0.5), 300s);
}

TEST(RetryPauseTest, ChanceSpreadsItByAFifthEachWay) {
    EXPECT_EQ(retry_pause(1, 0), 4s);
    EXPECT_EQ(retry_pause(1, 1), 6s);
}

} // namespace
} // namespace halberd::outbox
