#include "tests/simulation/simulated_world.hpp"

#include <algorithm>

namespace halberd::simulation {
namespace {

// No schedule brings about so much unless something spins.
constexpr std::size_t longest_history = 100'000;

constexpr std::uint64_t ForOrder = 100;

} // namespace

SimulatedWorld::SimulatedWorld(const Schedule& schedule, bool with_clock_jumps)
    : schedule_(schedule), with_clock_jumps_(with_clock_jumps), order_{schedule.seed, ForOrder} {
    for (std::size_t index = 0; index < schedule.programs.size(); ++index) {
        members_.push_back(std::make_unique<SimulatedMember>(index, schedule.programs[index], schedule.seed, *this));
    }
}

WallTime SimulatedWorld::wall() const {
    return WallTime(std::chrono::seconds(1'800'000'000) + wall_offset_ + now_);
}

Entry& SimulatedWorld::note(std::size_t process, Entry::Kind kind) {
    Entry& entry = history_.emplace_back();
    entry.at = now_;
    entry.process = process;
    entry.kind = kind;
    return entry;
}

History SimulatedWorld::run() {
    for (;;) {
        const std::optional<milliseconds> moment = next_moment();
        if (!moment) {
            if (end_forgotten_children()) {
                continue;
            }
            return std::move(history_);
        }
        now_ = std::max({now_, *moment, stalled_until_});
        due_.clear();
        collect_due_actions();
        due_[static_cast<std::size_t>(order_.below(static_cast<int>(due_.size())))]();
        for (const auto& member : members_) {
            deadlines_.update(member->process());
        }
        if (history_.size() > longest_history) {
            note(0, Entry::Kind::Flooded);
            return std::move(history_);
        }
    }
}

std::optional<milliseconds> SimulatedWorld::next_moment() const {
    std::optional<milliseconds> earliest;
    const auto consider = [&](std::optional<milliseconds> moment) {
        if (moment && (!earliest || *moment < *earliest)) {
            earliest = moment;
        }
    };
    if (next_step_ < schedule_.steps.size()) {
        consider(schedule_.steps[next_step_].at);
    } else if (!is_down_) {
        consider(schedule_.down);
    }
    if (const auto deadline = deadlines_.earliest()) {
        consider(std::chrono::duration_cast<milliseconds>(deadline->time_since_epoch()) + schedule_.lateness);
    }
    for (const auto& member : members_) {
        consider(member->reap_at());
        consider(member->shutdown_at);
    }
    return earliest;
}

void SimulatedWorld::collect_due_actions() {
    if (next_step_ < schedule_.steps.size()) {
        if (schedule_.steps[next_step_].at <= now_) {
            due_.emplace_back([this] { take_step(schedule_.steps[next_step_++]); });
        }
    } else if (!is_down_ && schedule_.down <= now_) {
        due_.emplace_back([this] { go_down(); });
    }
    const auto deadline = deadlines_.earliest();
    if (deadline && *deadline + schedule_.lateness <= steady()) {
        due_.emplace_back([this] { tick_due(); });
    }
    for (const auto& member : members_) {
        if (const auto at = member->reap_at(); at && *at <= now_) {
            due_.emplace_back([&member] { member->reap(); });
        }
        if (member->shutdown_at && *member->shutdown_at <= now_) {
            due_.emplace_back([this, &member] { shut_down(*member); });
        }
    }
}

// As DeadlineTimer does it, but for the order of equal deadlines, which is that of addresses there.
void SimulatedWorld::tick_due() {
    const std::vector<Process*> due = deadlines_.due(steady());
    for (const auto& member : members_) {
        if (std::find(due.begin(), due.end(), &member->process()) != due.end()) {
            member->tick();
            deadlines_.update(member->process());
        }
    }
}

void SimulatedWorld::take_step(const Step& step) {
    SimulatedMember& member = *members_[step.process];
    switch (step.kind) {
        case Step::Kind::Start:
            member.start();
            break;
        case Step::Kind::Stop:
            member.stop(Cause::Kind::Request);
            break;
        case Step::Kind::Signal:
            member.signal(step.value);
            break;
        case Step::Kind::Crash:
            member.crash();
            break;
        case Step::Kind::FailSpawns:
            member.fail_spawns(step.value);
            break;
        case Step::Kind::RefuseSignals:
            member.refuse_signals(step.value);
            break;
        case Step::Kind::JumpClock:
            if (with_clock_jumps_) {
                wall_offset_ += std::chrono::seconds(step.value);
            }
            break;
        case Step::Kind::Stall:
            stalled_until_ = now_ + milliseconds(step.value);
            break;
    }
}

void SimulatedWorld::go_down() {
    is_down_ = true;
    note(0, Entry::Kind::WentDown);
    for (const auto& member : members_) {
        member->shutdown_at = now_ + milliseconds(order_.one_of({0, 0, 10, 1000, 5000}));
    }
}

// As Supervisor::stop_group() does it.
void SimulatedWorld::shut_down(SimulatedMember& member) {
    member.shutdown_at.reset();
    member.give_up();
    member.stop(Cause::Kind::Shutdown);
}

bool SimulatedWorld::end_forgotten_children() {
    return std::count_if(members_.begin(), members_.end(),
                         [](const auto& member) { return member->end_forgotten_child(); }) > 0;
}

} // namespace halberd::simulation
