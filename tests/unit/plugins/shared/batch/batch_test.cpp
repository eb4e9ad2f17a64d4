#include "plugins/shared/batch/batch.hpp"

#include <gtest/gtest.h>

namespace halberd::batch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool everything(const std::string& /*process*/) {
    return true;
}

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

TEST(BatchTest, LinesAreKeptUntilTheyAreRemoved) {
    Batch batch(seconds(60), seconds(60));
    EXPECT_EQ(batch.part(everything).count, 0U);
    batch.add({"1", "g:foo", "one"});
    batch.add({"2", "g:bar", "two"});
    EXPECT_EQ(batch.part(everything).text, "one\ntwo");
    EXPECT_EQ(batch.part(everything).count, 2U);
    batch.remove(everything);
    EXPECT_EQ(batch.part(everything).count, 0U);
    EXPECT_EQ(batch.part(everything).text, "");
}

TEST(BatchTest, OfLinesWithoutEndOnlyTheNumberIsKept) {
    Batch batch(seconds(60), seconds(60));
    for (int i = 0; i < 10'003; ++i) {
        batch.add({"1", "g:foo", "x"});
    }
    EXPECT_EQ(batch.part(everything).count, 10'003U);
    EXPECT_TRUE(batch.part(everything).text.ends_with("x\nx\nand 3 more"));
}

TEST(BatchTest, LinesOfProcessesThatAreNotToldOfGoOnWaiting) {
    Batch batch(seconds(60), seconds(60));
    batch.add({"1", "g:foo", "one"});
    batch.add({"2", "g:bar", "two"});
    batch.add({"3", "g:foo", "three"});
    const auto but_foo = [](const std::string& process) { return process != "g:foo"; };
    EXPECT_EQ(batch.part(but_foo).text, "two");
    batch.remove(but_foo);
    EXPECT_EQ(batch.part(but_foo).count, 0U);
    EXPECT_EQ(batch.lines().size(), 2U);
    EXPECT_EQ(batch.part(everything).text, "one\nthree");
}

} // namespace
} // namespace halberd::batch
