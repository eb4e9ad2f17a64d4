#pragma once

#include "core/base/byte_size.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/events/event_bus.hpp"
#include "core/listener/event_store.hpp"
#include "core/listener/listener_endpoint.hpp"
#include "sdk/wire/event_envelope.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

struct ListenerPoolOptions {
    std::string name;
    std::size_t buffer_size = 10; // events that are kept while no member is ready
    std::vector<EventSelector> events;
    wire::EventLength event_length = wire::EventLength::Characters;
    std::optional<ByteSize> buffer_bytes; // bounds the buffer instead of buffer_size
};

// What a pool remembers: plain data, so that a later daemon can take it over.
struct PoolRecord {
    std::uint64_t next_pool_serial = 0;
    std::deque<PoolEvent> buffer;     // oldest first
    std::uint64_t buffered_bytes = 0; // of the buffer, as size_of() counts them
    std::uint64_t accepted = 0;       // events that the pool has taken
    std::uint64_t restored = 0;       // events that its store had
    std::uint64_t delivered = 0;      // answered with OK
    std::uint64_t rejected = 0;       // answers other than OK
    std::uint64_t discarded = 0;      // because the buffer was full
};

// What an event counts for in buffer_bytes: name, payload, and 64 bytes for the rest.
std::uint64_t size_of(const PoolEvent& event);

// Buffers the events of one [eventlistener:x] and hands them, oldest first, to whichever member is ready. An event
// leaves the pool when a member has answered OK; a refusal, a broken protocol or the member's end puts it back at the
// head. When the buffer is full the oldest event is discarded, and that is said: once for a burst of them (until the
// buffer is empty again, or a minute is over), and at its end how many there were. Supervisor, which has a line for
// each: process.py EventListenerPool.
//
// With a store (delivery=durable) events stay in memory all the same, so that delivery never depends on the disk; the
// store has a copy of each until a member has answered OK. What a store holds when it is opened comes first, under its
// old pool serials and under new `serial`s, which are unique in one daemon's life only. Until the store is open, or has
// said that it is in trouble, nothing is handed out. Events that are in memory when a file with others is opened get
// new pool serials behind those.
//
// Loop thread only. The bus, the clock, the log and the members must outlive the pool, or be removed from it first.
class ListenerPool : private EventStore::Observer {
 public:
    ListenerPool(ListenerPoolOptions options, EventBus& bus, const Clock& clock, Log& log);
    ~ListenerPool() override; // says how many events stay in the store, if any do
    ListenerPool(const ListenerPool&) = delete;
    ListenerPool& operator=(const ListenerPool&) = delete;

    // Makes the pool durable; to be called before it has members. The observer that `open` is given outlives the store.
    using OpenStore = std::function<std::unique_ptr<EventStore>(EventStore::Observer& observer)>;
    void keep_in(const OpenStore& open);

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

    // nullptr when events are kept in memory only.
    const EventStore* store() const { return store_.get(); }

    // Events that members have and have not answered yet.
    std::size_t under_way() const { return under_way_.size(); }

 private:
    // EventStore::Observer
    void on_store_opened(EventStore::Contents contents) override;
    void on_store_trouble(const std::string& reason) override;
    void on_store_recovered() override;

    void match_store(const EventStore::Contents& contents);
    void adopt(EventStore::Contents contents);
    void number_anew(std::uint64_t first);
    std::vector<PoolEvent*> held_events();

    void accept(Publication& publication);
    void push_back(PoolEvent event);
    PoolEvent pop_front();
    void make_room(std::uint64_t bytes);
    bool is_full_for(std::uint64_t bytes) const;
    void put_back(PoolEvent event);
    ListenerEndpoint* hand_out(const PoolEvent& event);

    // Discarded events since the first that was logged.
    struct Burst {
        SteadyTime began;
        std::uint64_t discarded = 0;
    };
    void discard_oldest();
    void end_burst();

    ListenerPoolOptions options_;
    EventBus& bus_;
    const Clock& clock_;
    Log& log_;
    std::optional<Burst> burst_;
    std::vector<ListenerEndpoint*> members_;
    std::map<ListenerEndpoint*, PoolEvent> under_way_;
    PoolRecord record_;
    std::unique_ptr<EventStore> store_;
    std::string store_id_;         // of the file that the numbers of this pool are from
    bool waits_for_store_ = false; // the store has not said anything yet
    bool has_handed_out_ = false;  // somebody outside knows pool serials
    bool dispatching_ = false;     // dispatch() is on the stack: a nested call has nothing to do
    EventBus::Subscription subscription_;
};

} // namespace halberd
