#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

namespace halberd {

// A connection to a client, as a stream of bytes: plain, or through TLS. One read and one write may be in flight.
// Completions come later, never from within a call, and keep what they need alive; after close() they come as failed
// ones.
class Transport {
 public:
    // Not `ok`: the client has gone, the connection is broken, or the time is over.
    using Done = std::function<void(bool ok, std::size_t size)>;

    virtual ~Transport() = default;

    // Reads what there is, at least a byte. The memory must stay until it is done.
    virtual void read_some(std::span<char> into, Done done) = 0;

    // Writes the beginning of both pieces together, at least a byte. They must stay until it is done.
    virtual void write_some(std::string_view first, std::string_view second, Done done) = 0;

    // By when what is begun afterwards has to be done; else the connection is closed.
    virtual void expires_after(std::chrono::milliseconds time) = 0;
    virtual void expires_never() = 0;

    // Tells the client that no more comes.
    virtual void shutdown_send() = 0;
    virtual void close() = 0;

    // Runs something on the loop, later.
    virtual void post(std::function<void()> work) = 0;
};

} // namespace halberd
