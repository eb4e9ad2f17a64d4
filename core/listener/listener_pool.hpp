#pragma once

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/events/event_bus.hpp"
#include "core/listener/listener_endpoint.hpp"
#include "sdk/wire/event_envelope.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

struct ListenerPoolOptions {
    std::string name;
    std::size_t buffer_size = 10; // events that are kept while no member is ready
    std::vector<EventSelector> events;
    wire::EventLength event_length = wire::EventLength::Characters;
};

// What a pool remembers: plain data, so that a later daemon can take it over.
struct PoolRecord {
    std::uint64_t next_pool_serial = 0; // as many events as the pool has taken
    std::deque<PoolEvent> buffer;       // oldest first
    std::uint64_t delivered = 0;        // answered with OK
    std::uint64_t rejected = 0;         // answers other than OK
    std::uint64_t discarded = 0;        // because the buffer was full
};

// Buffers the events of one [eventlistener:x] and hands them, oldest first, to whichever member is ready. An event
// leaves the pool when a member has answered OK; a refusal, a broken protocol or the member's end puts it back at the
// head. When the buffer is full the oldest event is discarded, and that is said: once for a burst of them (until the
// buffer is empty again, or a minute is over), and at its end how many there were. Supervisor, which has a line for
// each: process.py EventListenerPool.
//
// Loop thread only. The bus, the clock, the log and the members must outlive the pool, or be removed from it first.
class ListenerPool {
 public:
    ListenerPool(ListenerPoolOptions options, EventBus& bus, const Clock& clock, Log& log);
    ListenerPool(const ListenerPool&) = delete;
    ListenerPool& operator=(const ListenerPool&) = delete;

    void add(ListenerEndpoint& member) { members_.push_back(&member); }

    // Forgets a member. An event that it had goes back to the head of the buffer.
    void remove(ListenerEndpoint& member);

    // Hands out what can be handed out. To be called when a member may have become ready.
    void dispatch();

    // The member has answered the event that it had.
    void on_result(ListenerEndpoint& member, std::string_view result);

    // The member will not answer: it has ended or broken the protocol. Harmless when it had no event.
    void on_lost(ListenerEndpoint& member);

    const ListenerPoolOptions& options() const { return options_; }
    const PoolRecord& record() const { return record_; }

    // Events that members have and have not answered yet.
    std::size_t under_way() const { return under_way_.size(); }

 private:
    void accept(Publication& publication);
    void make_room();
    void put_back(PoolEvent event);
    bool hand_out(const PoolEvent& event);

    // Discarded events since the first that was logged.
    struct Burst {
        SteadyTime began;
        std::uint64_t discarded = 0;
    };
    void discard_oldest();
    void end_burst();

    ListenerPoolOptions options_;
    const Clock& clock_;
    Log& log_;
    std::optional<Burst> burst_;
    std::vector<ListenerEndpoint*> members_;
    std::map<ListenerEndpoint*, PoolEvent> under_way_;
    PoolRecord record_;
    bool dispatching_ = false; // dispatch() is on the stack: a nested call has nothing to do
    EventBus::Subscription subscription_;
};

} // namespace halberd
