#include "tests/simulation/invariants.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/simulated_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace halberd::simulation {
namespace {

// A number from the environment: HALBERD_SIMULATED_SCHEDULES=1000000 for a longer search, HALBERD_SIMULATION_SEED=N to
// begin with the schedule of a failure.
std::uint64_t setting(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): one thread
    return text != nullptr ? std::stoull(text) : otherwise;
}

milliseconds greatest_lateness(const Schedule& schedule) {
    milliseconds lateness = schedule.lateness;
    for (const Step& step : schedule.steps) {
        lateness += milliseconds(step.kind == Step::Kind::Stall ? step.value : 0);
    }
    return lateness;
}

std::optional<Violation> check(const Schedule& schedule, const History& history) {
    Invariants invariants(schedule.programs, greatest_lateness(schedule));
    for (const Entry& entry : history) {
        invariants.read(entry);
    }
    invariants.finish();
    return invariants.violation();
}

std::optional<Violation> check(const Schedule& schedule) {
    return check(schedule, SimulatedWorld(schedule).run());
}

bool has_clock_jump(const Schedule& schedule) {
    return std::any_of(schedule.steps.begin(), schedule.steps.end(),
                       [](const Step& step) { return step.kind == Step::Kind::JumpClock; });
}

std::string report(const Schedule& failed, Rule rule) {
    const Schedule shortest = shrink(failed, [&](const Schedule& shorter) {
        const auto violation = check(shorter);
        return violation && violation->rule == rule;
    });
    std::string text = describe(shortest) + "--- history\n";
    const History history = SimulatedWorld(shortest).run();
    for (std::size_t index = 0; index < history.size() && index < 200; ++index) {
        text += describe(history[index]) + "\n";
    }
    return text + check(shortest)->text;
}

// How often each state was entered in all histories: a simulation that never gets anywhere proves nothing.
class Coverage {
 public:
    void read(const History& history) {
        for (const Entry& entry : history) {
            if (entry.kind == Entry::Kind::Transition) {
                ++entered_[index(entry.to)];
            }
            kills_ += entry.kind == Entry::Kind::Signalled && entry.number == SIGKILL ? 1 : 0;
        }
        entries_ += history.size();
    }
    void print() const {
        std::string text;
        for (const ProcessState state : states) {
            text += std::string(halberd::name_of(state)) + " " + std::to_string(entered_[index(state)]) + ", ";
        }
        std::printf("entered: %sSIGKILLs %zu, entries %zu\n", text.c_str(), kills_, entries_);
    }
    void expect_everything() const {
        for (const ProcessState state : states) {
            EXPECT_GT(entered_[index(state)], 0u) << halberd::name_of(state);
        }
        EXPECT_GT(kills_, 0u);
    }

 private:
    static constexpr std::array states{ProcessState::Stopped, ProcessState::Starting, ProcessState::Running,
                                       ProcessState::Backoff, ProcessState::Stopping, ProcessState::Exited,
                                       ProcessState::Fatal,   ProcessState::Unknown};
    static std::size_t index(ProcessState state) {
        return static_cast<std::size_t>(std::find(states.begin(), states.end(), state) - states.begin());
    }

    std::array<std::size_t, states.size()> entered_{};
    std::size_t kills_ = 0;
    std::size_t entries_ = 0;
};

TEST(Simulation, NoRandomScheduleBreaksAnInvariant) {
    const std::uint64_t first = setting("HALBERD_SIMULATION_SEED", 1);
    const std::uint64_t count = setting("HALBERD_SIMULATED_SCHEDULES", HALBERD_SIMULATED_SCHEDULES);
    Coverage coverage;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const Schedule schedule = random_schedule(seed);
        const History history = SimulatedWorld(schedule).run();
        coverage.read(history);
        if (const auto violation = check(schedule, history)) {
            FAIL() << report(schedule, violation->rule);
        }
        if (has_clock_jump(schedule)) {
            ASSERT_TRUE(SimulatedWorld(schedule, false).run() == history)
                << "the clock jumps have changed more than times\n"
                << describe(schedule);
        }
    }
    coverage.print();
    if (count >= 1000) {
        coverage.expect_everything();
    }
}

TEST(Simulation, OneSeedAlwaysGivesTheSameHistory) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Schedule schedule = random_schedule(seed);
        EXPECT_TRUE(SimulatedWorld(random_schedule(seed)).run() == SimulatedWorld(schedule).run()) << seed;
    }
}

} // namespace
} // namespace halberd::simulation
