#pragma once

#include "core/events/event.hpp"
#include "core/events/event_selector.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace halberd {

// An event on its way to its subscribers.
class Publication {
 public:
    Publication(const Event& event, std::uint64_t& next_serial) : event_(event), next_serial_(next_serial) {}

    const Event& event() const { return event_; }

    // The number under which listeners know the event. It is drawn when the first of them asks, so that serials count
    // the events that some pool took; every pool sees the same one. Supervisor: process.py _acceptEvent().
    std::uint64_t serial();

 private:
    const Event& event_;
    std::uint64_t& next_serial_;
    std::optional<std::uint64_t> serial_;
};

// Hands each published event to those whose selectors select it, in the order of subscription. A subscriber gets an
// event once, even if several of its selectors do (Supervisor delivers it twice then).
//
// Publishing is synchronous and re-entrant: a handler may publish, subscribe and unsubscribe. Loop thread only.
class EventBus {
 public:
    using Handler = std::function<void(Publication&)>;

    // Ends the subscription when destroyed. Must not outlive the bus.
    class Subscription {
     public:
        Subscription() = default;
        Subscription(EventBus& bus, std::uint64_t id) : bus_(&bus), id_(id) {}
        Subscription(Subscription&& other) noexcept;
        Subscription& operator=(Subscription&& other) noexcept;
        Subscription(const Subscription&) = delete;
        Subscription& operator=(const Subscription&) = delete;
        ~Subscription();

     private:
        EventBus* bus_ = nullptr;
        std::uint64_t id_ = 0;
    };

    [[nodiscard]] Subscription subscribe(std::vector<EventSelector> selectors, Handler handler);
    void publish(const Event& event);

    // The number for an event that listeners get without its being published: one that was kept on disk.
    std::uint64_t draw_serial() { return next_serial_++; }

    // Called with each event before its subscribers get it, and no reason to make one: see has_subscriber(). Must not
    // publish.
    void on_published(std::function<void(const Event&)> observer) { observer_ = std::move(observer); }

    // True while someone would receive an event of this type: nobody makes events that nobody reads.
    bool has_subscriber(EventType type) const;

    // Called whenever subscriptions come or go, so that timers run only while they are needed.
    void on_subscriptions_changed(std::function<void()> callback) { subscriptions_changed_ = std::move(callback); }

 private:
    struct Subscriber {
        std::uint64_t id;
        std::vector<EventSelector> selectors;
        std::shared_ptr<Handler> handler; // shared: a handler may unsubscribe itself while it runs
    };

    void unsubscribe(std::uint64_t id);
    bool is_subscribed(std::uint64_t id) const;

    std::vector<Subscriber> subscribers_;
    std::uint64_t last_id_ = 0;
    std::uint64_t next_serial_ = 0;
    std::function<void()> subscriptions_changed_;
    std::function<void(const Event&)> observer_;
};

} // namespace halberd
