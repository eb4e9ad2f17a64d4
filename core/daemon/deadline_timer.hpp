#pragma once

#include "core/base/daemon_usage.hpp"
#include "core/process/deadline_queue.hpp"

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// One timer for the deadlines of all processes: it sleeps until the earliest, and for good when there is none.
class DeadlineTimer {
 public:
    DeadlineTimer(boost::asio::io_context& io, const Clock& clock);
    ~DeadlineTimer();

    // The process's deadline may have changed.
    void update(Process& process);
    void remove(Process& process);

    // Ticks every process whose deadline has come. After a reap this starts the replacements at once.
    void run_due();

    // How late the timer was served each time.
    const Lateness& lateness() const { return lateness_; }

 private:
    struct Timer;
    void arm_soon();
    void arm();

    const Clock& clock_;
    DeadlineQueue queue_;
    Lateness lateness_;
    std::shared_ptr<Timer> timer_; // shared so that a wait that is over can see that its owner has gone
};

} // namespace halberd
