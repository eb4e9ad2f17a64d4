#include "core/daemon/waiting_replies.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <optional>

namespace halberd {
namespace {

// Supervisor: process.py stop_report().
constexpr std::chrono::seconds report_interval{2};

// What to answer to someone who waits for the process to be RUNNING; nothing while it may still get there.
std::optional<Answer<void>> answer_to_start(const Process& process) {
    if (!process.record().spawn_error.empty()) {
        return fault(FaultCode::SpawnError, to_string(process.name()));
    }
    switch (process.state()) {
        case ProcessState::Running:
            return Answer<void>();
        case ProcessState::Starting:
            return std::nullopt;
        default:
            return fault(FaultCode::AbnormalTermination, to_string(process.name()));
    }
}

std::optional<Answer<void>> answer_to_stop(const Process& process) {
    return is_stopped(process.state()) ? std::optional(Answer<void>()) : std::nullopt;
}

} // namespace

struct WaitingReplies::ReportTimer {
    explicit ReportTimer(boost::asio::io_context& io) : timer(io) {}
    boost::asio::steady_timer timer;
};

WaitingReplies::WaitingReplies(boost::asio::io_context& io, Log& log) : io_(io), log_(log) {}
WaitingReplies::~WaitingReplies() = default;

void WaitingReplies::until_running(const Process& process, Control::Reply reply) {
    add(process, {Goal::Running, std::move(reply)});
}

void WaitingReplies::until_stopped(const Process& process, Control::Reply reply) {
    add(process, {Goal::Stopped, std::move(reply)});
    if (!report_timer_) {
        report_processes_that_stop();
    }
}

void WaitingReplies::add(const Process& process, Waiter waiter) {
    waiters_[&process].push_back(std::move(waiter));
    on_transition(process);
}

void WaitingReplies::on_transition(const Process& process) {
    const auto found = waiters_.find(&process);
    if (found == waiters_.end()) {
        return;
    }
    std::erase_if(found->second, [&](Waiter& waiter) {
        auto answer = waiter.goal == Goal::Running ? answer_to_start(process) : answer_to_stop(process);
        if (answer) {
            boost::asio::post(io_, [reply = std::move(waiter.reply), result = std::move(*answer)] { reply(result); });
        }
        return answer.has_value();
    });
    if (found->second.empty()) {
        waiters_.erase(found);
    }
}

void WaitingReplies::report_processes_that_stop() {
    report_timer_.reset();
    bool anyone_waits = false;
    for (const auto& [process, waiters] : waiters_) {
        if (std::any_of(waiters.begin(), waiters.end(), [](const Waiter& w) { return w.goal == Goal::Stopped; })) {
            anyone_waits = true;
            log_.info("waiting for {} to stop", process->name().process);
        }
    }
    if (!anyone_waits) {
        return;
    }
    report_timer_ = std::make_shared<ReportTimer>(io_);
    report_timer_->timer.expires_after(report_interval);
    report_timer_->timer.async_wait([this, owner = std::weak_ptr(report_timer_)](boost::system::error_code ec) {
        if (!ec && !owner.expired()) {
            report_processes_that_stop();
        }
    });
}

} // namespace halberd
