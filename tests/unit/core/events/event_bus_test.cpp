#include "core/events/event_bus.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

const Event tick = TickEvent{std::chrono::seconds(5), std::chrono::seconds(5)};

TEST(EventBus, DeliversSubtypesToSubscribersOfTheSupertype) {
    EventBus bus;
    int ticks = 0;
    int logs = 0;
    const auto first = bus.subscribe({EventType::Tick}, [&](Publication&) { ++ticks; });
    const auto second = bus.subscribe({EventType::ProcessLog}, [&](Publication&) { ++logs; });
    bus.publish(tick);
    EXPECT_EQ(ticks, 1);
    EXPECT_EQ(logs, 0);
}

TEST(EventBus, DeliversOnceWhenSeveralTypesMatch) {
    EventBus bus;
    int received = 0;
    const auto subscription =
        bus.subscribe({EventType::Event, EventType::Tick, EventType::Tick5}, [&](Publication&) { ++received; });
    bus.publish(tick);
    EXPECT_EQ(received, 1);
}

TEST(EventBus, ForgetsASubscriberThatIsGone) {
    EventBus bus;
    int received = 0;
    {
        const auto subscription = bus.subscribe({EventType::Tick}, [&](Publication&) { ++received; });
        EXPECT_TRUE(bus.has_subscriber(EventType::Tick5));
    }
    bus.publish(tick);
    EXPECT_EQ(received, 0);
    EXPECT_FALSE(bus.has_subscriber(EventType::Tick5));
}

TEST(EventBus, LetsAHandlerUnsubscribeItselfAndOthers) {
    EventBus bus;
    int second_received = 0;
    EventBus::Subscription second;
    EventBus::Subscription first = bus.subscribe({EventType::Tick}, [&](Publication&) {
        first = {};
        second = {};
    });
    second = bus.subscribe({EventType::Tick}, [&](Publication&) { ++second_received; });
    bus.publish(tick);
    EXPECT_EQ(second_received, 0);
}

TEST(EventBus, NumbersOnlyEventsThatSomeoneTakes) {
    EventBus bus;
    std::vector<std::uint64_t> serials;
    const auto take = [&](Publication& publication) { serials.push_back(publication.serial()); };
    const auto first = bus.subscribe({EventType::Tick}, take);
    const auto second = bus.subscribe({EventType::Tick}, take);
    bus.publish(tick);
    bus.publish(SupervisorStateEvent{});
    bus.publish(tick);
    EXPECT_EQ(serials, (std::vector<std::uint64_t>{0, 0, 1, 1}));
}

TEST(EventBus, TellsWhenSubscriptionsChange) {
    EventBus bus;
    int changes = 0;
    bus.on_subscriptions_changed([&] { ++changes; });
    {
        const auto subscription = bus.subscribe({EventType::Tick}, [](Publication&) {});
    }
    EXPECT_EQ(changes, 2);
}

} // namespace
} // namespace halberd
