#include "core/http/turns.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <deque>
#include <utility>

namespace halberd {
namespace {

// How long one turn may last.
constexpr std::chrono::milliseconds turn_time{2};

} // namespace

struct Turns::Queue : std::enable_shared_from_this<Queue> {
    explicit Queue(boost::asio::io_context& loop) : context(loop) {}

    void ask_for_turn() {
        is_asked_for = true;
        boost::asio::post(context, [queue = weak_from_this()] {
            if (const auto still_there = queue.lock()) {
                still_there->take_turn();
            }
        });
    }

    void take_turn() {
        const auto end = std::chrono::steady_clock::now() + turn_time;
        while (!work.empty()) {
            if (std::chrono::steady_clock::now() >= end) {
                ask_for_turn();
                return;
            }
            auto next = std::move(work.front());
            work.pop_front();
            next();
        }
        is_asked_for = false;
    }

    boost::asio::io_context& context;
    std::deque<std::function<void()>> work;
    bool is_asked_for = false; // a turn, or one is being taken
};

Turns::Turns(boost::asio::io_context& context) : queue_(std::make_shared<Queue>(context)) {}

Turns::~Turns() {
    // What the work holds may hold what is being destroyed.
    std::exchange(queue_->work, {}).clear();
}

void Turns::add(std::function<void()> work) {
    queue_->work.push_back(std::move(work));
    if (!queue_->is_asked_for) {
        queue_->ask_for_turn();
    }
}

void TurnTaking::handle(std::shared_ptr<HttpExchange> exchange) {
    turns_.add(
        [&handler = handler_, exchange = std::move(exchange)]() mutable { handler.handle(std::move(exchange)); });
}

} // namespace halberd
