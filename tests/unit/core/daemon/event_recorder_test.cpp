#include "core/daemon/event_recorder.hpp"

#include "tests/fakes/hand_moved_clock.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>

namespace halberd {
namespace {

class EventRecorderTest : public ::testing::Test {
 protected:
    void wait() {
        recorder.wait({}, std::chrono::hours(1), [this](const EventFeed::Entries& entries) { reply = entries; });
    }

    boost::asio::io_context io;
    HandMovedClock clock;
    EventBus bus;
    EventRecorder recorder{io, clock, bus, 10};
    std::optional<EventFeed::Entries> reply;
};

TEST_F(EventRecorderTest, WhoWaitsHearsOfTheNextEvent) {
    wait();
    io.poll();
    EXPECT_FALSE(reply);
    EXPECT_EQ(recorder.waiter_count(), 1U);
    bus.publish(SupervisorStateEvent{});
    io.restart();
    io.poll();
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->size(), 1U);
    EXPECT_EQ(reply->front().type, "SUPERVISOR_STATE_CHANGE_RUNNING");
    EXPECT_EQ(recorder.event_count(), 1U);
    EXPECT_EQ(recorder.waiter_count(), 0U);
}

TEST_F(EventRecorderTest, AfterTheEndOfWaitingNothingKeepsTheLoopBusy) {
    wait();
    io.poll();
    EXPECT_FALSE(io.stopped());
    recorder.end_waiting();
    io.poll();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->empty());
    EXPECT_TRUE(io.stopped());
}

} // namespace
} // namespace halberd
