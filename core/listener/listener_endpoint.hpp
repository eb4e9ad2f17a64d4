#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <string>

namespace halberd {

// An event as a pool keeps it until a listener has answered OK.
struct PoolEvent {
    std::uint64_t serial = 0;      // unique in the daemon's life
    std::uint64_t pool_serial = 0; // unique in the pool
    std::string name;              // "PROCESS_STATE_EXITED"
    std::string payload;
    WallTime at{}; // when it happened
};

// One member of a pool, as the pool sees it: an external process at the end of two pipes, or a plugin in the daemon.
class ListenerEndpoint {
 public:
    virtual ~ListenerEndpoint() = default;

    // The name of the process, for messages.
    virtual const std::string& listener_name() const = 0;

    // True when its process is RUNNING and it waits for an event.
    virtual bool is_ready() const = 0;

    // Hands an event over; the endpoint is busy from then on, until it reports a result or its end to the pool, later.
    // An error means that it did not get the event and stays as it is.
    virtual Result<void> deliver(const PoolEvent& event) = 0;
};

} // namespace halberd
