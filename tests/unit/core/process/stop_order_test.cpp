#include "core/process/stop_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StopOrder, GoesFromTheHighestPriorityNumberToTheLowest) {
    EXPECT_THAT(stop_batches({{1, "db"}, {999, "web"}, {50, "queue"}}),
                ElementsAre(ElementsAre("web"), ElementsAre("queue"), ElementsAre("db")));
}

TEST(StopOrder, TakesGroupsOfEqualPriorityTogether) {
    EXPECT_THAT(stop_batches({{999, "a"}, {-1, "listener"}, {999, "b"}}),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("listener")));
}

TEST(StopOrder, OfNothingIsNothing) {
    EXPECT_THAT(stop_batches({}), IsEmpty());
}

} // namespace
} // namespace halberd
