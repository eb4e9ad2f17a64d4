#pragma once

#include "core/base/clock.hpp"
#include "core/events/event_bus.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Publishes TICK_5, TICK_60 and TICK_3600 when the wall clock enters a new slice of that many seconds. It sleeps for
// good while nobody subscribes to ticks. Supervisor: supervisord.py tick().
class TickTimer {
 public:
    TickTimer(boost::asio::io_context& io, const Clock& clock, EventBus& bus);
    ~TickTimer();

    // Starts or stops as subscriptions ask for.
    void on_subscriptions_changed();

 private:
    struct Timer;
    void arm();
    void on_timer();
    bool is_wanted() const;

    const Clock& clock_;
    EventBus& bus_;
    std::shared_ptr<Timer> timer_; // shared so that a wait that is over can see that its owner has gone
};

} // namespace halberd
