#include "plugins/shared/batch/batch.hpp"

#include <gtest/gtest.h>

namespace halberd::batch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// After how many ticks the interval is over.
int ticks_until_due(Batch& batch) {
    int ticks = 1;
    while (!batch.on_tick()) {
        ++ticks;
    }
    return ticks;
}

TEST(BatchTest, AnIntervalIsOverAfterItsTicks) {
    Batch half_a_minute(seconds(30), seconds(5));
    EXPECT_EQ(ticks_until_due(half_a_minute), 6);
    EXPECT_EQ(ticks_until_due(half_a_minute), 6) << "it starts anew";
    Batch minute(seconds(60), seconds(60));
    EXPECT_EQ(ticks_until_due(minute), 1);
    Batch uneven(milliseconds(10001), seconds(5));
    EXPECT_EQ(ticks_until_due(uneven), 3);
}

TEST(BatchTest, AnIntervalOfNothingIsOverWithEachTick) {
    Batch batch(seconds(0), seconds(5));
    EXPECT_EQ(ticks_until_due(batch), 1);
    EXPECT_EQ(ticks_until_due(batch), 1);
}

TEST(BatchTest, LinesAreKeptUntilTheyAreCleared) {
    Batch batch(seconds(60), seconds(60));
    EXPECT_TRUE(batch.empty());
    batch.add("one");
    batch.add("two");
    EXPECT_EQ(batch.text(), "one\ntwo");
    EXPECT_EQ(batch.size(), 2U);
    batch.clear();
    EXPECT_TRUE(batch.empty());
    EXPECT_EQ(batch.text(), "");
}

TEST(BatchTest, OfLinesWithoutEndOnlyTheNumberIsKept) {
    Batch batch(seconds(60), seconds(60));
    for (int i = 0; i < 10'003; ++i) {
        batch.add("x");
    }
    EXPECT_EQ(batch.size(), 10'003U);
    EXPECT_TRUE(batch.text().ends_with("x\nx\nand 3 more"));
}

} // namespace
} // namespace halberd::batch
