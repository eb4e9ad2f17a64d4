#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace halberd::simulation {

// Random numbers that are the same on every machine, and cheap to begin: each child of a schedule has its own, so that
// leaving out one step of a schedule does not change the fate of the others. The generator is SplitMix64.
class Random {
 public:
    explicit Random(std::initializer_list<std::uint64_t> seeds) {
        for (const std::uint64_t seed : seeds) {
            state_ = next() ^ (seed * 0xd1342543de82ef95U);
        }
    }

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    // From 0 to `limit` - 1.
    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
    int between(int lowest, int highest) { return lowest + below(highest - lowest + 1); }
    bool in_percent(int percent) { return below(100) < percent; }

    // In [0, 1).
    double fraction() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

    template <class T, std::size_t N>
    T one_of(const T (&values)[N]) { // NOLINT(*-avoid-c-arrays): so that a call can list the values in braces
        return values[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }

 private:
    std::uint64_t state_ = 0;
};

} // namespace halberd::simulation
