#include "core/daemon/shutdown_sequence.hpp"

#include <fmt/ranges.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

// Supervisor: supervisord.py shutdown_report().
constexpr std::chrono::seconds report_interval{3};

constexpr std::chrono::seconds patience_with_listeners{1};

} // namespace

struct ShutdownSequence::Timer {
    explicit Timer(boost::asio::io_context& io) : timer(io), patience(io) {}
    boost::asio::steady_timer timer;
    boost::asio::steady_timer patience;
};

ShutdownSequence::ShutdownSequence(boost::asio::io_context& io, Log& log, Groups& groups,
                                   std::vector<std::vector<std::string>> batches, std::function<void()> on_done)
    : log_(log),
      groups_(groups),
      batches_(std::move(batches)),
      on_done_(std::move(on_done)),
      timer_(std::make_shared<Timer>(io)) {
    // An empty batch in front, which has ended already, so that the first real one starts like every next one.
    batches_.insert(batches_.begin(), std::vector<std::string>());
    on_progress();
    // After the first batch has been told to stop.
    boost::asio::post(timer_->timer.get_executor(), [this, owner = std::weak_ptr(timer_)] {
        if (!owner.expired()) {
            report();
        }
    });
}

ShutdownSequence::~ShutdownSequence() = default;

void ShutdownSequence::on_progress() {
    if (go_on_posted_ || !on_done_) {
        return;
    }
    // Posted, because a transition is no place to stop further processes from.
    go_on_posted_ = true;
    boost::asio::post(timer_->timer.get_executor(), [this, owner = std::weak_ptr(timer_)] {
        if (!owner.expired()) {
            go_on_posted_ = false;
            go_on();
        }
    });
}

void ShutdownSequence::go_on() {
    while (!batches_.empty()) {
        const auto& current = batches_.front();
        const bool ended =
            std::all_of(current.begin(), current.end(), [&](const auto& g) { return groups_.is_stopped(g); });
        if (!ended) {
            return;
        }
        if (batches_.size() > 1 && waits_for_listeners(batches_[1])) {
            return;
        }
        batches_.erase(batches_.begin());
        if (!batches_.empty()) {
            const std::vector<std::string> next = batches_.front();
            for (const std::string& group : next) {
                groups_.stop_group(group);
            }
        }
    }
    timer_->timer.cancel();
    if (on_done_) {
        std::exchange(on_done_, nullptr)();
    }
}

bool ShutdownSequence::waits_for_listeners(const std::vector<std::string>& batch) {
    const bool has_news = std::any_of(batch.begin(), batch.end(), [&](const auto& g) { return groups_.has_news(g); });
    if (!has_news || is_patience_over_) {
        is_waiting_for_listeners_ = false;
        is_patience_over_ = false;
        timer_->patience.cancel();
        return false;
    }
    if (!std::exchange(is_waiting_for_listeners_, true)) {
        timer_->patience.expires_after(patience_with_listeners);
        timer_->patience.async_wait([this, owner = std::weak_ptr(timer_)](boost::system::error_code ec) {
            if (!ec && !owner.expired()) {
                is_patience_over_ = true;
                go_on();
            }
        });
    }
    return true;
}

void ShutdownSequence::report() {
    const std::vector<std::string> unstopped = groups_.unstopped();
    if (unstopped.empty()) {
        return;
    }
    log_.info("waiting for {} to die", fmt::join(unstopped, ", "));
    timer_->timer.expires_after(report_interval);
    timer_->timer.async_wait([this, owner = std::weak_ptr(timer_)](boost::system::error_code ec) {
        if (!ec && !owner.expired()) {
            report();
        }
    });
}

} // namespace halberd
