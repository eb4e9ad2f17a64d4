#pragma once

#include "core/config/program_spec.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace halberd::simulation {

using std::chrono::milliseconds;

// Something that people, the kernel or the clock do to the daemon.
struct Step {
    enum class Kind {
        Start,
        Stop,
        Signal,        // send the signal `value`
        Crash,         // the process ends by SIGSEGV
        FailSpawns,    // the next `value` spawns fail
        RefuseSignals, // the next `value` signals are refused
        JumpClock,     // the wall clock jumps by `value` seconds
        Stall,         // the daemon gets no processor for `value` ms, and then has everything to do at once
    };

    milliseconds at{0};
    Kind kind = Kind::Start;
    std::size_t process = 0;
    int value = 0;
};

// A random life of a few processes. What is not written down (how long each child lives, how it takes each signal) is
// settled by the seed and by how often the program has been started, so that the same steps give the same history.
struct Schedule {
    std::uint64_t seed = 0;
    std::vector<ProcessSpec> programs;
    std::vector<Step> steps;  // in the order of time
    milliseconds down{0};     // when the daemon begins to go down; at the end
    milliseconds lateness{0}; // by how much each wake-up of the daemon is late
};

Schedule random_schedule(std::uint64_t seed);

// The settings and the steps, for the reader of a failure.
std::string describe(const Schedule& schedule);

// Leaves out steps as long as `fails` says that the rest still fails.
Schedule shrink(Schedule schedule, const std::function<bool(const Schedule&)>& fails);

} // namespace halberd::simulation
