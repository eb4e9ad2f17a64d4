#include "core/store/pending_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PoolEvent event(std::uint64_t serial, std::size_t size = 1) {
    return {0, serial, "TICK_5", std::string(size, 'x'), {}};
}

std::vector<std::uint64_t> serials(const EventBatch& batch) {
    std::vector<std::uint64_t> found;
    for (const PoolEvent& one : batch.appended) {
        found.push_back(one.pool_serial);
    }
    return found;
}

TEST(PendingEvents, AnEventThatIsRemovedBeforeItWasWrittenNeedsNoDisk) {
    PendingEvents pending;
    pending.append(event(4));
    pending.remove(4);
    EXPECT_TRUE(pending.is_empty());
    EXPECT_EQ(pending.take().next_pool_serial, 5u) << "its number is used all the same";
}

TEST(PendingEvents, ABatchHasEverythingInOrder) {
    PendingEvents pending;
    pending.append(event(4));
    pending.append(event(2));
    pending.remove(1);
    const EventBatch batch = pending.take();
    EXPECT_THAT(serials(batch), ElementsAre(2, 4));
    EXPECT_THAT(batch.removed, ElementsAre(1));
    EXPECT_TRUE(pending.is_empty());
}

TEST(PendingEvents, ABatchIsOfSomeMegabytes) {
    PendingEvents pending;
    for (std::uint64_t serial = 0; serial < 3; ++serial) {
        pending.append(event(serial, 3'000'000));
    }
    EXPECT_THAT(serials(pending.take()), ElementsAre(0, 1));
    EXPECT_THAT(serials(pending.take()), ElementsAre(2));
}

TEST(PendingEvents, WhatWasNotWrittenComesAgainUnlessItWasRemovedMeanwhile) {
    PendingEvents pending;
    pending.append(event(1));
    pending.append(event(2));
    pending.remove(0);
    EventBatch batch = pending.take();
    pending.remove(1);
    pending.append(event(3));
    pending.put_back(std::move(batch));
    EXPECT_EQ(pending.unwritten(), 2u);
    batch = pending.take();
    EXPECT_THAT(serials(batch), ElementsAre(2, 3));
    EXPECT_THAT(batch.removed, ElementsAre(0, 1)) << "1 may have been written after all";
}

TEST(PendingEvents, AreNumberedAnewInTheirOrder) {
    PendingEvents pending;
    pending.append(event(0, 10));
    pending.append(event(3, 20));
    pending.number_anew(100);
    const EventBatch batch = pending.take();
    EXPECT_THAT(serials(batch), ElementsAre(100, 101));
    EXPECT_EQ(batch.appended[0].payload.size(), 10u);
    EXPECT_EQ(batch.next_pool_serial, 102u);
}

} // namespace
} // namespace halberd
