#include "core/daemon/tick_timer.hpp"
#include "tests/fakes/hand_moved_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class TickTimerTest : public testing::Test {
 protected:
    TickTimerTest() {
        bus.on_subscriptions_changed([this] { timer.on_subscriptions_changed(); });
    }
    ~TickTimerTest() override { bus.on_subscriptions_changed(nullptr); }

    EventBus::Subscription subscribe(EventType type) {
        return bus.subscribe({type}, [this](Publication& publication) {
            ticks.push_back(std::string(name_of(type_of(publication.event()))) + " " + payload_of(publication.event()));
        });
    }

    boost::asio::io_context io;
    // Just before the boundary of a slice, so that the timer's real wait is short.
    HandMovedClock clock{WallTime(1'800'000'000s - 1ms)};
    EventBus bus;
    TickTimer timer{io, clock, bus};
    std::vector<std::string> ticks;
};

TEST_F(TickTimerTest, PublishesEachPeriodWhoseSliceBegins) {
    const auto subscription = subscribe(EventType::Tick);
    clock.wall_now = WallTime(1'800'000'000s);
    io.run_one();
    EXPECT_THAT(ticks, ElementsAre("TICK_5 when:1800000000", "TICK_60 when:1800000000", "TICK_3600 when:1800000000"));
}

TEST_F(TickTimerTest, SleepsForGoodWithoutSubscribers) {
    EXPECT_EQ(io.poll(), 0u);
    EXPECT_TRUE(io.stopped());
    { const auto subscription = subscribe(EventType::Tick5); }
    io.restart();
    io.run(); // returns: the timer was cancelled
    EXPECT_TRUE(ticks.empty());
}

} // namespace
} // namespace halberd
