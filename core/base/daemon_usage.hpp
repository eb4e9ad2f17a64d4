#pragma once

#include "core/base/clock.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace halberd {

// What this process has used and has open.
struct OwnUsage {
    std::chrono::microseconds cpu_time{0}; // user and system, of all threads
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::size_t open_descriptors = 0;
    std::optional<std::uint64_t> most_descriptors; // nothing: no limit
    WallTime started;

    // Of the thread that asks: how often it has gone to sleep, and how long it was ready while others had the
    // processors; nothing where the kernel does not count that.
    std::uint64_t sleeps = 0;
    std::optional<std::chrono::nanoseconds> waited_for_processor;
};

// How late the deadlines of processes were served. That happens anyway, so the loop is measured at no cost, and an idle
// daemon is not woken up for it.
class Lateness {
 public:
    using Duration = std::chrono::duration<double>;

    // Upper ends of the steps in which it is counted, in seconds.
    static constexpr std::array<double, 6> steps{0.001, 0.005, 0.02, 0.1, 0.5, 2.5};

    void note(Duration late) {
        for (std::size_t step = 0; step < steps.size(); ++step) {
            counts_[step] += late.count() <= steps[step] ? 1 : 0;
        }
        ++total_;
        sum_ += late;
    }

    // How many were at most that late, by step; and all of them.
    const std::array<std::uint64_t, steps.size()>& counts() const { return counts_; }
    std::uint64_t total() const { return total_; }
    Duration sum() const { return sum_; }

 private:
    std::array<std::uint64_t, steps.size()> counts_{};
    std::uint64_t total_ = 0;
    Duration sum_{0};
};

// How the daemon itself fares.
struct DaemonUsage {
    OwnUsage own;
    std::chrono::nanoseconds loop_lag{0}; // how long this question has waited for its turn
    Lateness deadlines;
    std::uint64_t events = 0;      // that have happened, whoever subscribed to them
    std::size_t children = 0;      // processes that run
    std::size_t open_requests = 0; // to start or stop something, which wait until that has happened
    std::size_t event_waiters = 0; // requests that wait for events
    std::size_t unpacked_logs = 0; // rotated logs that wait to be compressed
};

} // namespace halberd
