#pragma once

#include "core/base/log.hpp"
#include "core/process/process.hpp"
#include "core/rpc/control.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Requests to start or stop a process whose answer has to wait until the process has got there. Replies are posted:
// they never run inside the transition that they wait for.
class WaitingReplies {
 public:
    WaitingReplies(boost::asio::io_context& io, Log& log);
    ~WaitingReplies();

    // Answers as soon as the process is RUNNING (or has failed to get there), or has ended.
    void until_running(const Process& process, Control::Reply reply);
    void until_stopped(const Process& process, Control::Reply reply);

    // The process has changed its state.
    void on_transition(const Process& process);

    // How many requests wait.
    std::size_t size() const;

 private:
    enum class Goal { Running, Stopped };
    struct Waiter {
        Goal goal;
        Control::Reply reply;
    };
    struct ReportTimer;

    void add(const Process& process, Waiter waiter);
    void report_stop(const Process& process);

    boost::asio::io_context& io_;
    Log& log_;
    std::map<const Process*, std::vector<Waiter>> waiters_;
    std::map<const Process*, std::shared_ptr<ReportTimer>> report_timers_; // of those that someone waits to see stopped
};

} // namespace halberd
