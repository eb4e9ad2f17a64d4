#pragma once

#include <chrono>

namespace halberd {

// Durations and deadlines are measured on the steady clock, which no administrator sets.
using SteadyTime = std::chrono::steady_clock::time_point;

// Times that people and XML-RPC see are those of the wall clock.
using WallTime = std::chrono::system_clock::time_point;

// Where a component gets the time from: the real one in the daemon, a hand-moved one in tests.
class Clock {
 public:
    virtual ~Clock() = default;
    virtual SteadyTime steady() const = 0;
    virtual WallTime wall() const = 0;
};

} // namespace halberd
