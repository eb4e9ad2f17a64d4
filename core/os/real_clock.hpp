#pragma once

#include "core/base/clock.hpp"

namespace halberd {

// The time of this machine.
class RealClock final : public Clock {
 public:
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
};

} // namespace halberd
