#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace halberd {

// What one process, or several together, take of the machine.
struct ResourceUsage {
    std::chrono::milliseconds cpu{0};        // user and system time since the start, in steps of 10 ms
    std::uint64_t resident_bytes = 0;        // memory that several processes share counts for each of them
    std::optional<std::uint64_t> open_files; // nothing where they may not be counted
    std::uint64_t processes = 1;
};

} // namespace halberd
