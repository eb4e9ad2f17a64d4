#pragma once

#include "core/base/log.hpp"
#include "core/listener/event_store.hpp"
#include "core/store/event_file.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Opens the stores of durable pools, and knows when the last thread of them has written what it had.
class EventStores {
 public:
    // `io` and `log` outlive this object. `make_file` is called on the threads of the stores.
    EventStores(boost::asio::io_context& io, Log& log, MakeEventFile make_file);

    // A thread that still waits for its disk has no way back from here on.
    ~EventStores();
    EventStores(const EventStores&) = delete;
    EventStores& operator=(const EventStores&) = delete;

    // Its thread has begun already; it waits for one before that has the same file. The observer outlives the store.
    std::unique_ptr<EventStore> open(const std::string& file, EventStore::Observer& observer);

    // Waits until the threads of all stores that have been destroyed are done, and says what they could not write.
    // Blocks; for the end, when the loop has nothing to do any more. False when a thread is still there after
    // `longest`.
    bool wait_until_closed(std::chrono::milliseconds longest);

 private:
    struct Shared;

    boost::asio::io_context& io_;
    Log& log_;
    MakeEventFile make_file_;
    bool has_opened_ = false;
    std::shared_ptr<Shared> shared_; // shared with the threads
};

} // namespace halberd
