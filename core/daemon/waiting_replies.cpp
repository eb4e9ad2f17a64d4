#include "core/daemon/waiting_replies.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <numeric>
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
    if (!report_timers_.contains(&process)) {
        report_stop(process);
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
        report_timers_.erase(&process);
    }
}

std::size_t WaitingReplies::size() const {
    return std::accumulate(waiters_.begin(), waiters_.end(), std::size_t{0},
                           [](std::size_t sum, const auto& of_one) { return sum + of_one.second.size(); });
}

// Says whom the client waits for, at once and then every two seconds.
void WaitingReplies::report_stop(const Process& process) {
    const auto waiting = waiters_.find(&process);
    if (waiting == waiters_.end() || std::none_of(waiting->second.begin(), waiting->second.end(),
                                                  [](const Waiter& waiter) { return waiter.goal == Goal::Stopped; })) {
        report_timers_.erase(&process);
        return;
    }
    log_.info("waiting for {} to stop", process.name().process);
    auto& timer = report_timers_[&process];
    timer = std::make_shared<ReportTimer>(io_);
    timer->timer.expires_after(report_interval);
    timer->timer.async_wait([this, &process, owner = std::weak_ptr(timer)](boost::system::error_code ec) {
        if (!ec && !owner.expired()) {
            report_stop(process);
        }
    });
}

} // namespace halberd
