#pragma once

#include "core/base/clock.hpp"
#include "core/events/event_bus.hpp"
#include "core/events/event_history.hpp"
#include "core/rpc/event_feed.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

// The selectors of a configuration's selections; unknown types are left out.
std::vector<EventSelector> selectors_of(const std::vector<EventSelection>& selections);

// Keeps the last events and tells those who wait for new ones. It makes nobody produce an event that would not happen
// otherwise: ticks are there only while a listener wants them.
class EventRecorder final : public EventFeed {
 public:
    // All references outlive the recorder.
    EventRecorder(boost::asio::io_context& io, const Clock& clock, EventBus& bus, std::size_t most);
    ~EventRecorder() override;

    Entries find(const Query& query) const override;
    void wait(Query query, std::chrono::seconds patience, Reply reply) override;
    std::vector<std::string> type_names() const override;

    // Tells all who wait that nothing comes, so that no timer of theirs keeps the loop busy.
    void end_waiting();

    // How many events have happened, and how many requests wait for one.
    std::uint64_t event_count() const { return history_.last_id(); }
    std::size_t waiter_count() const { return waiters_.size(); }

 private:
    struct Waiter;

    void on_event(const Event& event);
    void schedule_answers();
    void answer_waiters();

    boost::asio::io_context& io_;
    const Clock& clock_;
    EventBus& bus_;
    EventHistory history_;
    std::list<std::shared_ptr<Waiter>> waiters_;
    bool is_answering_ = false;                              // answer_waiters() has been posted
    std::shared_ptr<char> alive_ = std::make_shared<char>(); // for what was posted
};

} // namespace halberd
