#include "core/daemon/tick_timer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>

namespace halberd {
namespace {

using std::chrono::seconds;

constexpr std::array periods{seconds(5), seconds(60), seconds(3600)};

seconds slice(seconds when, seconds period) {
    return when - when % period;
}

seconds since_epoch(WallTime time) {
    return std::chrono::floor<seconds>(time.time_since_epoch());
}

} // namespace

struct TickTimer::Timer {
    explicit Timer(boost::asio::io_context& io) : timer(io) {}
    boost::asio::steady_timer timer;
    bool armed = false;
    seconds last{0}; // the wall clock when the timer last looked
};

TickTimer::TickTimer(boost::asio::io_context& io, const Clock& clock, EventBus& bus)
    : clock_(clock), bus_(bus), timer_(std::make_shared<Timer>(io)) {}

TickTimer::~TickTimer() = default;

bool TickTimer::is_wanted() const {
    return bus_.has_subscriber(EventType::Tick5) || bus_.has_subscriber(EventType::Tick60) ||
           bus_.has_subscriber(EventType::Tick3600);
}

void TickTimer::on_subscriptions_changed() {
    if (!is_wanted()) {
        timer_->timer.cancel();
        timer_->armed = false;
    } else if (!timer_->armed) {
        timer_->last = since_epoch(clock_.wall());
        arm();
    }
}

void TickTimer::arm() {
    // The shortest subscribed period decides: with TICK_3600 alone there is one wake-up an hour.
    const bool five = bus_.has_subscriber(EventType::Tick5);
    const bool sixty = bus_.has_subscriber(EventType::Tick60);
    const seconds period = five ? periods[0] : sixty ? periods[1] : periods[2];
    const WallTime now = clock_.wall();
    const WallTime next(slice(since_epoch(now), period) + period);
    timer_->armed = true;
    timer_->timer.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(next - now));
    timer_->timer.async_wait([this, owner = std::weak_ptr(timer_)](boost::system::error_code ec) {
        if (!ec && !owner.expired()) {
            on_timer();
        }
    });
}

void TickTimer::on_timer() {
    const seconds now = since_epoch(clock_.wall());
    const seconds last = std::exchange(timer_->last, now);
    for (const seconds period : periods) {
        if (slice(now, period) != slice(last, period)) {
            bus_.publish(TickEvent{period, slice(now, period)});
        }
    }
    if (is_wanted()) {
        arm();
    } else {
        timer_->armed = false;
    }
}

} // namespace halberd
