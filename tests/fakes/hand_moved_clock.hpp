#pragma once

#include "core/base/clock.hpp"

#include <chrono>

namespace halberd {

// A clock that stands until a test moves it.
class HandMovedClock : public Clock {
 public:
    explicit HandMovedClock(WallTime start = WallTime(std::chrono::seconds(1'800'000'000))) : wall_now(start) {}

    SteadyTime steady() const override { return steady_now; }
    WallTime wall() const override { return wall_now; }

    void advance(std::chrono::milliseconds time) {
        steady_now += time;
        wall_now += time;
    }

    SteadyTime steady_now;
    WallTime wall_now;
};

} // namespace halberd
