#include "core/daemon/deadline_timer.hpp"

#include "core/process/process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace halberd {

struct DeadlineTimer::Timer {
    explicit Timer(boost::asio::io_context& io) : timer(io) {}
    boost::asio::steady_timer timer;
    std::optional<SteadyTime> armed_for;
};

DeadlineTimer::DeadlineTimer(boost::asio::io_context& io, const Clock& clock)
    : clock_(clock), timer_(std::make_shared<Timer>(io)) {}

DeadlineTimer::~DeadlineTimer() = default;

void DeadlineTimer::update(Process& process) {
    queue_.update(process);
    arm();
}

void DeadlineTimer::remove(Process& process) {
    queue_.remove(process);
    arm();
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
        timer_->armed_for.reset();
        run_due();
    });
}

void DeadlineTimer::run_due() {
    for (Process* process : queue_.due(clock_.steady())) {
        process->tick();
        queue_.update(*process);
    }
    arm();
}

} // namespace halberd
