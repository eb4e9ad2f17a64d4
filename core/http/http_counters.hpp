#pragma once

#include <cstddef>
#include <cstdint>

namespace halberd {

// What the clients of HTTP servers have done.
struct HttpCounters {
    std::size_t connections = 0; // open at this moment
    std::uint64_t accepted = 0;  // connections
    std::uint64_t refused = 0;   // connections, for want of descriptors
    std::uint64_t requests = 0;  // those that got as far as a handler
    std::uint64_t cut = 0;       // those whose client was too slow to take what it had asked for

    HttpCounters& operator+=(const HttpCounters& other) {
        connections += other.connections;
        accepted += other.accepted;
        refused += other.refused;
        requests += other.requests;
        cut += other.cut;
        return *this;
    }
};

} // namespace halberd
