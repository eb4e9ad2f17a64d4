#include "tests/simulation/simulated_member.hpp"

#include "tests/simulation/random.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace halberd::simulation {
namespace {

// So that the numbers drawn for one purpose say nothing of those for another.
enum Purpose : std::uint64_t { ForLife = 1, ForSignal, ForChance, ForSpawn };

milliseconds since_beginning(SteadyTime time) {
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
}

} // namespace

SimulatedMember::SimulatedMember(std::size_t index, const ProcessSpec& spec, std::uint64_t seed, World& world)
    : index_(index), spec_(spec), seed_(seed), world_(world), process_("g", spec, *this, *this) {}

// --- inputs

void SimulatedMember::start() {
    world_.note(index_, Entry::Kind::StartAsked);
    process_.start({Cause::Kind::Request, "simulation", {}, {}});
    settle();
}

void SimulatedMember::stop(Cause::Kind cause) {
    world_.note(index_, Entry::Kind::StopAsked);
    static_cast<void>(process_.stop({cause, {}, {}, {}}));
    settle();
}

void SimulatedMember::signal(int signal) {
    world_.note(index_, Entry::Kind::SignalAsked).number = signal;
    static_cast<void>(process_.signal(signal));
    settle();
}

void SimulatedMember::give_up() {
    world_.note(index_, Entry::Kind::GiveUpAsked);
    process_.give_up({Cause::Kind::Shutdown, {}, {}, {}});
    settle();
}

void SimulatedMember::tick() {
    world_.note(index_, Entry::Kind::Ticked).deadline = deadline();
    process_.tick();
    settle();
}

void SimulatedMember::reap() {
    const Child child = *std::exchange(child_, std::nullopt);
    Entry& entry = world_.note(index_, Entry::Kind::Reaped);
    entry.pid = child.pid;
    entry.number = child.status.exit_code();
    stopped_ = wall();
    process_.on_exit(child.status);
    settle();
}

void SimulatedMember::settle() {
    Entry& entry = world_.note(index_, Entry::Kind::Settled);
    entry.to = process_.state();
    entry.pid = process_.pid();
    entry.deadline = deadline();
    entry.is_recorded = is_recorded();
}

std::optional<milliseconds> SimulatedMember::deadline() const {
    const std::optional<SteadyTime> next = process_.next_deadline();
    return next ? std::optional(since_beginning(*next)) : std::nullopt;
}

bool SimulatedMember::is_recorded() const {
    const ProcessRecord& record = process_.record();
    if (record.started != started_ || record.stopped != stopped_) {
        return false;
    }
    if (!published_ || record.history.empty()) {
        return !published_ && record.history.empty();
    }
    const Transition& last = record.history.back();
    return last.at == published_->at && last.from == published_->from && last.to == published_->to &&
           last.cause.kind == published_->cause.kind;
}

// --- the kernel

SimulatedMember::Child SimulatedMember::born(pid_t pid) const {
    Random random{seed_, index_, ForLife, lives_};
    Child child;
    child.pid = pid;
    child.reaper_delay = milliseconds(random.one_of({0, 0, 0, 1, 20}));
    child.status = random.in_percent(80) ? WaitStatus::from_exit_code(random.one_of({0, 0, 1, 2}))
                                         : WaitStatus::from_signal(random.one_of({SIGSEGV, SIGKILL}));
    const int fate = random.below(100);
    if (fate < 20) {
        child.ends_at = world_.now();
    } else if (fate < 35) {
        child.ends_at = world_.now() + milliseconds(random.between(1, 999));
    } else if (fate < 50) {
        child.ends_at = world_.now() + spec_.startsecs + milliseconds(random.between(0, 2));
        *child.ends_at -= milliseconds(spec_.startsecs.count() > 0 ? 1 : 0);
    } else if (fate < 65) {
        child.ends_at = world_.now() + milliseconds(random.between(1000, 20'000));
    }
    return child;
}

void SimulatedMember::take_signal(int signal) {
    Random random{seed_, index_, ForSignal, lives_, static_cast<std::uint64_t>(signal)};
    if (signal == SIGKILL) {
        end_child(world_.now() + milliseconds(random.one_of({0, 0, 1, 20, 2500})), WaitStatus::from_signal(SIGKILL));
        return;
    }
    const int reaction = signal == SIGSTOP ? 0 : random.below(signal == SIGHUP ? 40 : 100);
    const WaitStatus status =
        random.in_percent(50) ? WaitStatus::from_signal(signal) : WaitStatus::from_exit_code(random.below(3));
    if (reaction >= 80) {
        end_child(world_.now() + milliseconds(random.one_of({999, 1000, 1001, 2000, 5000})), status);
    } else if (reaction >= 65) {
        end_child(world_.now() + milliseconds(random.between(20, 3000)), status);
    } else if (reaction >= 30) {
        end_child(world_.now() + milliseconds(random.between(0, 20)), status);
    }
}

void SimulatedMember::end_child(milliseconds at, WaitStatus status) {
    if (!child_->ends_at || at < *child_->ends_at) {
        child_->ends_at = at;
        child_->status = status;
    }
}

void SimulatedMember::crash() {
    if (child_) {
        end_child(world_.now(), WaitStatus::from_signal(SIGSEGV));
    }
}

bool SimulatedMember::end_forgotten_child() {
    if (!child_ || process_.state() != ProcessState::Unknown) {
        return false;
    }
    crash();
    return true;
}

std::optional<milliseconds> SimulatedMember::reap_at() const {
    return child_ && child_->ends_at ? std::optional(*child_->ends_at + child_->reaper_delay) : std::nullopt;
}

// --- Process::Port and Log

Result<pid_t> SimulatedMember::spawn(const ProcessSpec&) {
    ++lives_;
    if (failing_spawns_ > 0) {
        --failing_spawns_;
        Random random{seed_, index_, ForSpawn, lives_};
        const int failed = random.one_of({EAGAIN, EMFILE, ENOMEM, ENOENT});
        world_.note(index_, Entry::Kind::SpawnFailed).number = failed;
        return system_failure("spawn", failed);
    }
    const pid_t pid = world_.new_pid();
    world_.note(index_, Entry::Kind::Spawned).pid = pid;
    child_ = born(pid);
    return pid;
}

Result<void> SimulatedMember::kill(pid_t target, int signal) {
    const bool is_ours = child_ && std::abs(target) == child_->pid;
    const bool is_zombie = is_ours && child_->ends_at && *child_->ends_at <= world_.now();
    const bool is_refused = is_ours && !is_zombie && refused_signals_ > 0;
    Entry& entry = world_.note(index_, is_refused ? Entry::Kind::SignalRefused : Entry::Kind::Signalled);
    entry.pid = target;
    entry.number = signal;
    if (is_refused) {
        --refused_signals_;
        return system_failure("kill", EPERM);
    }
    if (!is_ours || (is_zombie && target < 0)) {
        return system_failure("kill", ESRCH);
    }
    if (!is_zombie) {
        take_signal(signal);
    }
    return {};
}

void SimulatedMember::publish(const Event& event) {
    const auto& change = std::get<ProcessStateEvent>(event);
    Entry& entry = world_.note(index_, Entry::Kind::Transition);
    entry.from = change.from;
    entry.to = change.to;
    entry.pid = change.pid;
    entry.number = change.tries;
    entry.cause = change.cause.kind;
    published_ = Transition{wall(), change.from, change.to, change.cause};
    if (change.to == ProcessState::Starting) {
        started_ = wall();
    }
}

double SimulatedMember::chance() {
    Random random{seed_, index_, ForChance, ++chances_};
    return random.fraction();
}

void SimulatedMember::write(LogLevel level, std::string_view message) {
    if (level >= LogLevel::Error && message.starts_with("cannot happen")) {
        world_.note(index_, Entry::Kind::Complaint);
    }
}

} // namespace halberd::simulation
