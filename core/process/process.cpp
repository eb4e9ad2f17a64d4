#include "core/process/process.hpp"

#include "core/base/duration.hpp"
#include "core/base/overloaded.hpp"
#include "core/base/signal_names.hpp"
#include "core/process/restart_policy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace halberd {
namespace {

using std::chrono::seconds;

constexpr std::size_t history_length = 8;
constexpr std::size_t most_crashes = 1000;

// A process that ends at once must not spin, whatever autorestart and restart_delay say: at most one start a second.
constexpr seconds shortest_restart_interval{1};

// SIGKILL is repeated every stopwaitsecs until the process is gone, but not in a spin when stopwaitsecs is 0.
constexpr seconds shortest_kill_interval{1};

// In the order of ProcessRecord::state.
constexpr std::array states{ProcessState::Stopped, ProcessState::Starting, ProcessState::Running,
                            ProcessState::Backoff, ProcessState::Stopping, ProcessState::Exited,
                            ProcessState::Fatal,   ProcessState::Unknown};

} // namespace

Process::Process(std::string group, std::shared_ptr<const ProcessSpec> spec, Port& port, Log& log)
    : name_{std::move(group), spec->name},
      shared_spec_(std::move(spec)),
      spec_(*shared_spec_),
      port_(port),
      log_(log) {}

Process::Process(std::string group, ProcessSpec spec, Port& port, Log& log)
    : Process(std::move(group), std::make_shared<const ProcessSpec>(std::move(spec)), port, log) {}

ProcessState Process::state() const {
    return states[record_.state.index()];
}

pid_t Process::pid() const {
    return std::visit(
        [](const auto& state) -> pid_t {
            if constexpr (requires { state.pid; }) {
                return state.pid;
            } else {
                return 0;
            }
        },
        record_.state);
}

void Process::enter(State next, Cause cause, pid_t pid, bool expected) {
    const ProcessState from = state();
    record_.state = next;
    if (record_.history.size() == history_length) {
        record_.history.erase(record_.history.begin());
    }
    record_.history.push_back({port_.wall(), from, state(), cause});
    port_.publish(ProcessStateEvent{name_, from, state(), pid, record_.failed_attempts, expected, std::move(cause)});
}

void Process::start(Cause cause) {
    switch (state()) {
        case ProcessState::Starting:
        case ProcessState::Running:
        case ProcessState::Stopping:
            log_.warn("process '{}' already running", name_.process);
            return;
        case ProcessState::Unknown:
            log_.warn("process '{}' is in an unknown state, not started", name_.process);
            return;
        case ProcessState::Stopped:
        case ProcessState::Exited:
        case ProcessState::Fatal:
        case ProcessState::Backoff:
            break;
    }
    ++record_.starts;
    if (cause.kind == Cause::Kind::Autorestart || cause.kind == Cause::Kind::Retry) {
        ++record_.restarts;
    } else {
        record_.automatic_starts.clear();
    }
    record_.spawn_error.clear();
    record_.last_exit.reset();
    record_.exit_status = 0;
    record_.started = port_.wall();
    const SteadyTime attempted = port_.steady();
    enter(StartingState{0, attempted}, std::move(cause), 0);
    const Result<pid_t> spawned = port_.spawn(spec_);
    if (!spawned) {
        record_.spawn_error = spawned.error().message();
        log_.info("spawnerr: {}", record_.spawn_error);
        on_attempt_failed(attempted, {Cause::Kind::SpawnFailed, {}, {}, spawned.error()});
        return;
    }
    log_.info("spawned: '{}' with pid {}", name_.process, *spawned);
    const StartingState starting{*spawned, port_.steady()};
    record_.state = starting;
    if (spec_.startsecs == seconds::zero()) {
        become_running(starting);
    }
}

void Process::become_running(const StartingState& starting) {
    record_.failed_attempts = 0;
    enter(RunningState{starting.pid, starting.spawned}, {Cause::Kind::Spawned, {}, {}, {}}, starting.pid);
    log_.info("success: {} entered RUNNING state, process has stayed up for > than {} seconds (startsecs)",
              name_.process, spec_.startsecs.count());
}

void Process::on_attempt_failed(SteadyTime attempted, Cause cause) {
    ++record_.failed_attempts;
    const auto pause = pause_after_failed_start(spec_.restart, record_.failed_attempts, port_.chance());
    enter(BackoffState{std::max<SteadyTime>(port_.steady() + pause, attempted + shortest_restart_interval)},
          std::move(cause), 0);
    if (record_.failed_attempts > spec_.startretries) {
        give_up({Cause::Kind::RetriesExhausted, {}, {}, {}});
        log_.info("gave up: {} entered FATAL state, too many start retries too quickly", name_.process);
    } else if (is_restart_limit_reached()) {
        give_up_restarting();
    }
}

bool Process::is_restart_limit_reached() const {
    return halberd::is_restart_limit_reached(spec_.restart, record_.automatic_starts, port_.steady());
}

void Process::give_up_restarting() {
    record_.failed_attempts = 0;
    enter(FatalState{}, {Cause::Kind::RestartLimit, {}, {}, {}}, 0);
    log_.warn("gave up: {} entered FATAL state, it was restarted {} times within {} (restart_limit)", name_.process,
              spec_.restart.limit->count, duration_text(spec_.restart.limit->period));
}

void Process::start_again(Cause cause) {
    note_automatic_start(spec_.restart, record_.automatic_starts, port_.steady());
    start(std::move(cause));
}

void Process::give_up(Cause cause) {
    if (state() != ProcessState::Backoff) {
        return;
    }
    record_.failed_attempts = 0;
    enter(FatalState{}, std::move(cause), 0);
}

Result<void> Process::stop(Cause cause) {
    switch (state()) {
        case ProcessState::Backoff:
            log_.debug("Attempted to kill {}, which is in BACKOFF state.", name_.process);
            enter(StoppedState{}, std::move(cause), 0);
            return {};
        case ProcessState::Starting:
        case ProcessState::Running: {
            const pid_t target = pid();
            const StopSignal& first = spec_.stopsignals.front();
            enter(StoppingState{target, port_.steady() + first.wait.value_or(spec_.stopwaitsecs)}, std::move(cause),
                  target);
            return kill(target, first.number, spec_.stopasgroup);
        }
        case ProcessState::Exited:
            record_.state = ExitedState{};
            return {};
        case ProcessState::Stopping:
        case ProcessState::Stopped:
        case ProcessState::Fatal:
        case ProcessState::Unknown:
            return {};
    }
    return {};
}

Result<void> Process::signal(int signal) {
    if (!is_signallable(state())) {
        return failure("signal", name_.process + " is not running");
    }
    log_.debug("sending {} (pid {}) sig {}", name_.process, pid(), signal_name(signal));
    return send(pid(), pid(), signal);
}

Result<void> Process::kill(pid_t pid, int signal, bool as_group) {
    log_.debug("killing {} (pid {}) {}with signal {}", name_.process, pid, as_group ? "process group " : "",
               signal_name(signal));
    return send(pid, as_group ? -pid : pid, signal);
}

Result<void> Process::send(pid_t pid, pid_t target, int signal) {
    Result<void> sent = port_.kill(target, signal);
    if (sent) {
        return {};
    }
    if (sent.error().errno_code == ESRCH) {
        log_.debug("unable to signal {} (pid {}), it probably just exited on its own: {}", name_.process, pid,
                   sent.error().message());
        return {};
    }
    log_.critical("unknown problem killing {} ({}): {}", name_.process, pid, sent.error().message());
    enter(UnknownState{pid}, {Cause::Kind::SignalFailed, {}, {}, sent.error()}, pid);
    return sent;
}

void Process::on_exit(WaitStatus status, std::string reason) {
    record_.stopped = port_.wall();
    record_.last_exit = status;
    std::visit(Overloaded{
                   [&](StartingState starting) {
                       if (port_.steady() - starting.spawned < spec_.startsecs) {
                           on_early_exit(starting.spawned, status, std::move(reason));
                       } else {
                           become_running(starting);
                           on_running_exit(starting.spawned, starting.pid, status);
                       }
                   },
                   [&](RunningState running) { on_running_exit(running.spawned, running.pid, status); },
                   [&](StoppingState stopping) {
                       record_.exit_status = status.exit_code();
                       enter(StoppedState{}, {Cause::Kind::Exited, {}, status, {}}, stopping.pid);
                       log_.write(is_expected(status) ? LogLevel::Info : LogLevel::Warning,
                                  fmt::format("stopped: {} ({})", name_.process, status.describe()));
                   },
                   [&](UnknownState unknown) {
                       record_.exit_status = status.exit_code();
                       enter(StoppedState{}, {Cause::Kind::Exited, {}, status, {}}, unknown.pid);
                       log_.warn("stopped: {} ({}) after it was in UNKNOWN state", name_.process, status.describe());
                   },
                   [&](const auto&) {
                       log_.error("cannot happen: {} ended ({}) while {}; ignored", name_.process, status.describe(),
                                  name_of(state()));
                   },
               },
               State(record_.state));
}

void Process::on_early_exit(SteadyTime spawned, WaitStatus status, std::string reason) {
    record_.spawn_error = reason.empty() ? "Exited too quickly (process log may have details)" : std::move(reason);
    log_.warn("exited: {} ({}; not expected)", name_.process, status.describe());
    note_crash();
    on_attempt_failed(spawned, {Cause::Kind::Exited, {}, status, {}});
}

void Process::on_running_exit(SteadyTime spawned, pid_t pid, WaitStatus status) {
    const bool expected = is_expected(status);
    record_.failed_attempts = 0;
    record_.exit_status = status.exit_code();
    if (!expected) {
        note_crash();
        record_.spawn_error = fmt::format("Bad exit code {}", status.exit_code());
    }
    ExitedState exited;
    const bool is_restarted = wants_restart(status);
    const bool is_over_limit = is_restarted && is_restart_limit_reached();
    if (is_restarted && !is_over_limit) {
        exited.restart_at = std::max(port_.steady() + pause_after_exit(spec_.restart, port_.chance()),
                                     spawned + shortest_restart_interval);
    }
    enter(exited, {Cause::Kind::Exited, {}, status, {}}, pid, expected);
    log_.write(
        expected ? LogLevel::Info : LogLevel::Warning,
        fmt::format("exited: {} ({}; {})", name_.process, status.describe(), expected ? "expected" : "not expected"));
    if (is_over_limit) {
        give_up_restarting();
    }
}

bool Process::is_expected(WaitStatus status) const {
    return std::find(spec_.exitcodes.begin(), spec_.exitcodes.end(), status.exit_code()) != spec_.exitcodes.end();
}

void Process::note_crash() {
    std::vector<SteadyTime>& crashes = record_.crashes;
    const std::size_t kept = std::min(recent_crashes(), most_crashes - 1);
    crashes.erase(crashes.begin(), crashes.end() - static_cast<std::ptrdiff_t>(kept));
    crashes.push_back(port_.steady());
}

std::size_t Process::recent_crashes() const {
    const auto& crashes = record_.crashes;
    return static_cast<std::size_t>(crashes.end() -
                                    std::ranges::lower_bound(crashes, port_.steady() - std::chrono::hours(1)));
}

bool Process::wants_restart(WaitStatus status) const {
    switch (spec_.autorestart) {
        case AutoRestart::Never:
            return false;
        case AutoRestart::Unexpected:
            return !is_expected(status);
        case AutoRestart::Always:
            return true;
    }
    return false;
}

// It has not ended in time: the next of stopsignals, or SIGKILL when there is none left.
void Process::signal_again(StoppingState stopping) {
    ++stopping.signal;
    const bool is_left = stopping.signal < spec_.stopsignals.size();
    const StopSignal next = is_left ? spec_.stopsignals[stopping.signal] : StopSignal{SIGKILL, std::nullopt};
    auto wait = SteadyTime::duration(next.wait.value_or(spec_.stopwaitsecs));
    if (!is_left) {
        wait = std::max<SteadyTime::duration>(wait, shortest_kill_interval);
    }
    log_.warn("killing '{}' ({}) with {}", name_.process, stopping.pid, signal_name(next.number));
    stopping.next_at = port_.steady() + wait;
    record_.state = stopping;
    const bool as_group = next.number == SIGKILL ? spec_.killasgroup : spec_.stopasgroup;
    static_cast<void>(kill(stopping.pid, next.number, as_group));
}

std::optional<SteadyTime> Process::next_deadline() const {
    return std::visit(
        Overloaded{
            [&](const StartingState& s) -> std::optional<SteadyTime> { return s.spawned + spec_.startsecs; },
            [&](const BackoffState& s) -> std::optional<SteadyTime> {
                return port_.allows_restart() ? std::optional(s.retry_at) : std::nullopt;
            },
            [](const StoppingState& s) -> std::optional<SteadyTime> { return s.next_at; },
            [&](const ExitedState& s) -> std::optional<SteadyTime> {
                return port_.allows_restart() ? s.restart_at : std::nullopt;
            },
            [](const auto&) -> std::optional<SteadyTime> { return std::nullopt; },
        },
        record_.state);
}

bool Process::has_ended_for_good() const {
    const auto* exited = std::get_if<ExitedState>(&record_.state);
    return state() == ProcessState::Fatal || (exited != nullptr && !exited->restart_at);
}

void Process::tick() {
    const std::optional<SteadyTime> deadline = next_deadline();
    if (!deadline || port_.steady() < *deadline) {
        return;
    }
    std::visit(Overloaded{
                   [&](StartingState starting) { become_running(starting); },
                   [&](BackoffState) {
                       start_again({Cause::Kind::Retry, {}, {}, {}});
                   },
                   [&](ExitedState) {
                       start_again({Cause::Kind::Autorestart, {}, {}, {}});
                   },
                   [&](StoppingState stopping) { signal_again(stopping); },
                   [](const auto&) {},
               },
               State(record_.state));
}

} // namespace halberd
