#include "core/daemon/event_recorder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace halberd {
namespace {

// Output of programs with events enabled may be large.
constexpr std::size_t most_bytes = std::size_t{4} * 1024 * 1024;

} // namespace

std::vector<EventSelector> selectors_of(const std::vector<EventSelection>& selections) {
    std::vector<EventSelector> selectors;
    for (const EventSelection& selection : selections) {
        if (const auto type = event_type(selection.type)) {
            selectors.emplace_back(*type, selection.processes);
        }
    }
    return selectors;
}

struct EventRecorder::Waiter {
    Waiter(boost::asio::io_context& io, Query wanted, Reply answer)
        : query(std::move(wanted)), reply(std::move(answer)), timer(io) {}

    Query query;
    Reply reply;
    boost::asio::steady_timer timer;
};

EventRecorder::EventRecorder(boost::asio::io_context& io, const Clock& clock, EventBus& bus, std::size_t most)
    : io_(io), clock_(clock), bus_(bus), history_(most, most_bytes) {
    bus_.on_published([this](const Event& event) { on_event(event); });
}

EventRecorder::~EventRecorder() {
    bus_.on_published(nullptr);
    end_waiting();
}

void EventRecorder::end_waiting() {
    for (const auto& waiter : std::exchange(waiters_, {})) {
        waiter->timer.cancel();
        boost::asio::post(io_, [reply = std::move(waiter->reply)] { reply({}); });
    }
}

std::vector<std::string> EventRecorder::type_names() const {
    const auto& names = event_type_names();
    return {names.begin(), names.end()};
}

EventFeed::Entries EventRecorder::find(const Query& query) const {
    const std::uint64_t after = query.after > history_.last_id() ? 0 : query.after;
    Entries found;
    for (const EventHistory::Entry* entry : history_.find(after, selectors_of(query.selections), query.most)) {
        found.push_back({entry->id, entry->at, std::string(name_of(type_of(entry->event))), payload_of(entry->event)});
    }
    return found;
}

void EventRecorder::wait(Query query, std::chrono::seconds patience, Reply reply) {
    auto waiter = std::make_shared<Waiter>(io_, std::move(query), std::move(reply));
    waiters_.push_back(waiter);
    waiter->timer.expires_after(patience);
    waiter->timer.async_wait([this, owner = std::weak_ptr(waiter)](const boost::system::error_code& failed) {
        const auto expired = owner.lock();
        if (!failed && expired) {
            waiters_.remove(expired);
            expired->reply({});
        }
    });
    schedule_answers();
}

void EventRecorder::on_event(const Event& event) {
    history_.note(event, clock_.wall());
    if (!waiters_.empty()) {
        schedule_answers();
    }
}

// Not during the transition that made the event; and of many events at once the waiters hear together.
void EventRecorder::schedule_answers() {
    if (std::exchange(is_answering_, true)) {
        return;
    }
    boost::asio::post(io_, [this, owner = std::weak_ptr(alive_)] {
        if (!owner.expired()) {
            is_answering_ = false;
            answer_waiters();
        }
    });
}

void EventRecorder::answer_waiters() {
    for (auto position = waiters_.begin(); position != waiters_.end();) {
        const std::shared_ptr<Waiter> waiter = *position;
        Entries found = find(waiter->query);
        if (found.empty()) {
            ++position;
            continue;
        }
        position = waiters_.erase(position);
        waiter->timer.cancel();
        waiter->reply(std::move(found));
    }
}

} // namespace halberd
