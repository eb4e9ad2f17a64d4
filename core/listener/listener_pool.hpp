#pragma once

#include "core/base/log.hpp"
#include "core/events/event_bus.hpp"
#include "core/listener/listener_endpoint.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace halberd {

// What a pool remembers: plain data, so that a later daemon can take it over.
struct PoolRecord {
    std::uint64_t next_pool_serial = 0;
    std::deque<PoolEvent> buffer; // oldest first
};

// Buffers the events of one [eventlistener:x] and hands them, oldest first, to whichever member is ready. An event
// leaves the pool when a member has answered OK; a refusal, a broken protocol or the member's end puts it back at the
// head. When the buffer is full the oldest event is discarded, and that is said. Supervisor: process.py
// EventListenerPool.
//
// Loop thread only. The bus, the log and the members must outlive the pool, or be removed from it first.
class ListenerPool {
 public:
    ListenerPool(std::string name, std::size_t buffer_size, std::vector<EventType> types, EventBus& bus, Log& log);
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

    const std::string& name() const { return name_; }
    const PoolRecord& record() const { return record_; }

 private:
    void accept(Publication& publication);
    void make_room();
    void put_back(PoolEvent event);
    bool hand_out(const PoolEvent& event);

    std::string name_;
    std::size_t buffer_size_;
    Log& log_;
    std::vector<ListenerEndpoint*> members_;
    std::map<ListenerEndpoint*, PoolEvent> under_way_;
    PoolRecord record_;
    bool dispatching_ = false; // dispatch() is on the stack: a nested call has nothing to do
    EventBus::Subscription subscription_;
};

} // namespace halberd
