#pragma once

#include "core/process/deadline_queue.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/simulated_member.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace halberd::simulation {

// A kernel and a daemon in memory. The children live, take signals in their own time or not at all, end and are reaped;
// the daemon has one DeadlineQueue for all its processes, and what is due at one moment is done in any order.
class SimulatedWorld : public SimulatedMember::World {
 public:
    // Without clock jumps their steps do nothing. `schedule` outlives the world.
    explicit SimulatedWorld(const Schedule& schedule, bool with_clock_jumps = true);

    // Runs the schedule until nothing more can happen.
    History run();

 private:
    using Action = std::function<void()>;

    milliseconds now() const override { return now_; }
    SteadyTime steady() const override { return SteadyTime(now_); }
    WallTime wall() const override;
    bool allows_restart() const override { return !is_down_; }
    pid_t new_pid() override { return next_pid_++; }
    Entry& note(std::size_t process, Entry::Kind kind) override;

    std::optional<milliseconds> next_moment() const;
    void collect_due_actions();
    void tick_due();
    void take_step(const Step& step);
    void go_down();
    void shut_down(SimulatedMember& member);
    bool end_forgotten_children();

    const Schedule& schedule_;
    bool with_clock_jumps_;
    milliseconds now_{0};
    std::chrono::seconds wall_offset_{0};
    milliseconds stalled_until_{0};
    std::size_t next_step_ = 0;
    bool is_down_ = false;
    pid_t next_pid_ = 100;
    Random order_;
    DeadlineQueue deadlines_;
    std::vector<std::unique_ptr<SimulatedMember>> members_;
    std::vector<Action> due_;
    History history_;
};

} // namespace halberd::simulation
