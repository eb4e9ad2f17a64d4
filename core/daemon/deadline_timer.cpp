#include "core/daemon/deadline_timer.hpp"

#include "core/process/process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace halberd {

struct DeadlineTimer::Timer {
    explicit Timer(boost::asio::io_context& io) : timer(io) {}
    boost::asio::steady_timer timer;
    std::optional<SteadyTime> armed_for;
    bool is_arming = false;
};

DeadlineTimer::DeadlineTimer(boost::asio::io_context& io, const Clock& clock)
    : clock_(clock), timer_(std::make_shared<Timer>(io)) {}

DeadlineTimer::~DeadlineTimer() = default;

void DeadlineTimer::update(Process& process) {
    queue_.update(process);
    arm_soon();
}

void DeadlineTimer::remove(Process& process) {
    queue_.remove(process);
    arm_soon();
}

// A start or an exit changes a deadline several times, and often many processes start or end together; to set the timer
// costs more than all the rest of it. So it is set once, when the loop has done what it is about.
void DeadlineTimer::arm_soon() {
    if (timer_->is_arming) {
        return;
    }
    timer_->is_arming = true;
    boost::asio::post(timer_->timer.get_executor(), [this, owner = std::weak_ptr(timer_)] {
        if (const auto timer = owner.lock()) {
            timer->is_arming = false;
            arm();
        }
    });
}

void DeadlineTimer::arm() {
    const auto earliest = queue_.earliest();
    if (earliest == timer_->armed_for) {
        return;
    }
    timer_->armed_for = earliest;
    if (!earliest) {
        timer_->timer.cancel();
        return;
    }
    timer_->timer.expires_at(*earliest);
    timer_->timer.async_wait([this, owner = std::weak_ptr(timer_)](boost::system::error_code ec) {
        if (ec || owner.expired()) {
            return;
        }
        lateness_.note(clock_.steady() - *timer_->armed_for);
        timer_->armed_for.reset();
        run_due();
    });
}

void DeadlineTimer::run_due() {
    for (Process* process : queue_.due(clock_.steady())) {
        process->tick();
        queue_.update(*process);
    }
    arm_soon();
}

} // namespace halberd
