#include "tests/simulation/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace halberd::simulation {
namespace {

using std::chrono::seconds;
using enum ProcessState;
using Kind = Entry::Kind;
using Why = Cause::Kind;

struct Arrow {
    ProcessState from;
    ProcessState to;
    Why cause;
};

// docs/states.md, with the cause that each arrow needs.
constexpr Arrow arrows[] = {
    // NOLINT(*-avoid-c-arrays)
    {Stopped, Starting, Why::Request},       {Exited, Starting, Why::Request},
    {Fatal, Starting, Why::Request},         {Backoff, Starting, Why::Request},
    {Backoff, Starting, Why::Retry},         {Exited, Starting, Why::Autorestart},
    {Starting, Running, Why::Spawned},       {Starting, Backoff, Why::SpawnFailed},
    {Starting, Backoff, Why::Exited},        {Running, Exited, Why::Exited},
    {Starting, Stopping, Why::Request},      {Running, Stopping, Why::Request},
    {Starting, Stopping, Why::Shutdown},     {Running, Stopping, Why::Shutdown},
    {Backoff, Stopped, Why::Request},        {Stopping, Stopped, Why::Exited},
    {Unknown, Stopped, Why::Exited},         {Starting, Unknown, Why::SignalFailed},
    {Running, Unknown, Why::SignalFailed},   {Stopping, Unknown, Why::SignalFailed},
    {Backoff, Fatal, Why::RetriesExhausted}, {Backoff, Fatal, Why::RestartLimit},
    {Exited, Fatal, Why::RestartLimit},      {Backoff, Fatal, Why::Shutdown},
};

bool is_arrow(const Entry& entry) {
    return std::any_of(std::begin(arrows), std::end(arrows), [&](const Arrow& arrow) {
        return arrow.from == entry.from && arrow.to == entry.to && arrow.cause == entry.cause;
    });
}

bool has_pid(ProcessState state) {
    return state == Starting || state == Running || state == Stopping || state == Unknown;
}

milliseconds sum_of_waits(const ProcessSpec& spec) {
    milliseconds sum{0};
    for (const StopSignal& signal : spec.stopsignals) {
        sum += signal.wait.value_or(spec.stopwaitsecs);
    }
    return sum;
}

bool wants_restart(const ProcessSpec& spec, int exit_code) {
    const bool is_expected = std::count(spec.exitcodes.begin(), spec.exitcodes.end(), exit_code) > 0;
    return spec.autorestart == AutoRestart::Always || (spec.autorestart == AutoRestart::Unexpected && !is_expected);
}

} // namespace

std::string_view name_of(Rule rule) {
    switch (rule) {
        case Rule::OneProcess:
            return "never two pids for one process";
        case Rule::EveryExit:
            return "never a lost exit";
        case Rule::DeadlineMet:
            return "deadlines are met";
        case Rule::NoSpin:
            return "no spin";
        case Rule::FatalByRule:
            return "FATAL by the rule";
        case Rule::StopEnds:
            return "a stop always ends";
        case Rule::Arrow:
            return "states along the arrows";
        case Rule::UnbrokenChain:
            return "events match the transitions";
        case Rule::DownStaysDown:
            return "nothing starts while the daemon goes down";
        case Rule::SettledAtTheEnd:
            return "all is over at the end";
    }
    return "?";
}

Invariants::Invariants(std::vector<ProcessSpec> specs, milliseconds lateness)
    : specs_(std::move(specs)), lateness_(lateness), known_(specs_.size()) {}

void Invariants::expect(bool holds, Rule rule, std::string_view text, const Entry& entry) {
    if (!holds && !violation_) {
        violation_ = Violation{rule, fmt::format("{}: {}\n{}", name_of(rule), text, describe(entry))};
    }
}

void Invariants::read(const Entry& entry) {
    if (violation_) {
        return;
    }
    end_ = entry.at;
    Known& known = known_.at(entry.process);
    switch (entry.kind) {
        case Kind::StartAsked:
            known.was_start_asked = true;
            break;
        case Kind::StopAsked:
            known.was_stop_asked = true;
            known.wants_restart = false;
            break;
        case Kind::SignalAsked:
            known.was_signal_asked = true;
            break;
        case Kind::GiveUpAsked:
            known.was_give_up_asked = true;
            break;
        case Kind::WentDown:
            is_down_ = true;
            break;
        case Kind::Spawned:
            on_spawned(entry, known);
            break;
        case Kind::SpawnFailed:
            expect(known.state == Starting, Rule::Arrow, "it was spawned outside STARTING", entry);
            known.was_spawn_failed = true;
            break;
        case Kind::Signalled:
            on_signal(entry, known);
            break;
        case Kind::SignalRefused:
            on_signal(entry, known);
            known.was_refused = true;
            break;
        case Kind::Reaped:
            on_reaped(entry, known);
            break;
        case Kind::Transition:
            on_transition(entry, known);
            break;
        case Kind::Ticked:
            on_ticked(entry, known);
            break;
        case Kind::Settled:
            on_settled(entry, known);
            break;
        case Kind::Complaint:
            expect(false, Rule::EveryExit, "the machine was told what cannot happen", entry);
            break;
        case Kind::Flooded:
            expect(false, Rule::NoSpin, "more happened than any schedule can bring about", entry);
            break;
    }
}

void Invariants::on_spawned(const Entry& entry, Known& known) {
    expect(known.live == 0, Rule::OneProcess, fmt::format("pid {} still lives", known.live), entry);
    expect(known.state == Starting, Rule::Arrow, "it was spawned outside STARTING", entry);
    known.live = entry.pid;
}

void Invariants::on_signal(const Entry& entry, Known& known) {
    const ProcessSpec& spec = specs_[entry.process];
    expect(known.live != 0 && std::abs(entry.pid) == known.live, Rule::EveryExit,
           "a signal for a pid that is not, or not any more, that of the process", entry);
    known.has_moved = true;
    if (known.was_signal_asked) {
        return;
    }
    expect(known.state == Stopping, Rule::StopEnds, "a signal that nobody asked for", entry);
    const bool is_left = known.signals_sent < spec.stopsignals.size();
    const int due = is_left ? spec.stopsignals[known.signals_sent].number : SIGKILL;
    expect(entry.number == due, Rule::StopEnds, fmt::format("signal {} was due", due), entry);
    const bool is_group = due == SIGKILL && known.signals_sent > 0 ? spec.killasgroup : spec.stopasgroup;
    expect((entry.pid < 0) == is_group, Rule::StopEnds, "stopasgroup and killasgroup say otherwise", entry);
    ++known.signals_sent;
}

void Invariants::on_reaped(const Entry& entry, Known& known) {
    expect(entry.pid == known.live, Rule::EveryExit, "reaped twice, or never spawned", entry);
    known.live = 0;
    known.is_exit_open = true;
    known.exit_code = entry.number;
}

void Invariants::on_transition(const Entry& entry, Known& known) {
    const ProcessSpec& spec = specs_[entry.process];
    expect(entry.from == known.state, Rule::UnbrokenChain, fmt::format("it was {}", halberd::name_of(known.state)),
           entry);
    expect(is_arrow(entry), Rule::Arrow, "there is no such arrow", entry);
    known.state = entry.to;
    known.has_moved = true;
    if (entry.cause == Why::Exited) {
        expect(std::exchange(known.is_exit_open, false), Rule::EveryExit, "nothing has ended", entry);
    }
    const milliseconds lived = entry.at - known.attempted.value_or(milliseconds(0));
    switch (entry.to) {
        case Starting:
            on_starting(entry, known);
            break;
        case Running:
            expect(known.attempted && lived >= spec.startsecs, Rule::Arrow, "RUNNING before startsecs", entry);
            known.failed_attempts = 0;
            break;
        case Backoff:
            on_backoff(entry, known);
            break;
        case Stopping:
            expect(std::exchange(known.was_stop_asked, false), Rule::Arrow, "nobody asked for a stop", entry);
            known.signals_sent = 0;
            // Each wait but the first begins when its signal is sent, and every one of them may be late.
            known.killed_by = entry.at + sum_of_waits(spec) + lateness_ * static_cast<int>(spec.stopsignals.size());
            break;
        case Stopped:
            expect(entry.from != Backoff || known.was_stop_asked, Rule::Arrow, "nobody asked for a stop", entry);
            break;
        case Exited:
            known.wants_restart = simulation::wants_restart(spec, known.exit_code);
            break;
        case Fatal:
            on_fatal(entry, known);
            break;
        case Unknown:
            expect(std::exchange(known.was_refused, false), Rule::Arrow, "no signal was refused", entry);
            break;
    }
}

bool Invariants::is_start_over_limit(const ProcessSpec& spec, const Known& known, milliseconds at) const {
    return spec.restart.limit &&
           std::count_if(known.automatic_starts.begin(), known.automatic_starts.end(), [&](milliseconds start) {
               return at - start < spec.restart.limit->period;
           }) >= spec.restart.limit->count;
}

void Invariants::on_starting(const Entry& entry, Known& known) {
    const ProcessSpec& spec = specs_[entry.process];
    expect(!is_down_, Rule::DownStaysDown, "a start", entry);
    expect(known.live == 0, Rule::OneProcess, fmt::format("pid {} still lives", known.live), entry);
    if (entry.cause == Why::Request) {
        expect(known.was_start_asked, Rule::Arrow, "nobody asked for a start", entry);
        known.automatic_starts.clear();
    } else {
        expect(entry.cause == Why::Retry || known.wants_restart, Rule::Arrow, "autorestart says no", entry);
        expect(known.attempted && entry.at - *known.attempted >= seconds(1), Rule::NoSpin,
               "less than a second after the start before", entry);
        expect(!is_start_over_limit(spec, known, entry.at), Rule::FatalByRule, "restart_limit is over", entry);
        known.automatic_starts.push_back(entry.at);
    }
    known.attempted = entry.at;
    known.wants_restart = false;
}

void Invariants::on_backoff(const Entry& entry, Known& known) {
    ++known.failed_attempts;
    if (entry.cause == Why::SpawnFailed) {
        expect(std::exchange(known.was_spawn_failed, false), Rule::Arrow, "no spawn has failed", entry);
    } else {
        expect(entry.at - known.attempted.value_or(milliseconds(0)) < specs_[entry.process].startsecs, Rule::Arrow,
               "it had been up for startsecs", entry);
    }
}

void Invariants::on_fatal(const Entry& entry, Known& known) {
    const ProcessSpec& spec = specs_[entry.process];
    if (entry.cause == Why::RetriesExhausted) {
        expect(known.failed_attempts > spec.startretries, Rule::FatalByRule,
               fmt::format("only {} attempts have failed", known.failed_attempts), entry);
    } else if (entry.cause == Why::RestartLimit) {
        expect(is_start_over_limit(spec, known, entry.at), Rule::FatalByRule, "restart_limit is not reached", entry);
        expect(entry.from == Backoff || known.wants_restart, Rule::FatalByRule, "it was not to be restarted", entry);
    } else {
        expect(known.was_give_up_asked, Rule::FatalByRule, "nobody asked to give up", entry);
    }
    known.failed_attempts = 0;
    known.wants_restart = false;
}

void Invariants::on_ticked(const Entry& entry, Known& known) {
    expect(!entry.deadline || entry.at <= *entry.deadline + lateness_, Rule::DeadlineMet, "it came too late", entry);
    known.ticked_for = entry.deadline;
    known.has_moved = false;
    known.ticks_at_once = entry.at == known.last_tick ? known.ticks_at_once + 1 : 1;
    known.last_tick = entry.at;
    // Stop signals with a wait of nothing may follow each other at one moment; nothing else may.
    expect(known.ticks_at_once <= static_cast<int>(specs_[entry.process].stopsignals.size()) + 2, Rule::NoSpin,
           "ticks without an end at one moment", entry);
}

void Invariants::on_settled(const Entry& entry, Known& known) {
    const ProcessSpec& spec = specs_[entry.process];
    expect(entry.to == known.state, Rule::UnbrokenChain,
           fmt::format("the last event said {}", halberd::name_of(known.state)), entry);
    expect(entry.is_recorded, Rule::UnbrokenChain, "the record does not say what was published", entry);
    expect(entry.pid == known.live, Rule::OneProcess, fmt::format("pid {} lives", known.live), entry);
    expect(has_pid(entry.to) == (entry.pid != 0), Rule::OneProcess, "the state and the pid do not fit", entry);
    expect(!known.is_exit_open, Rule::EveryExit, "an end left no transition", entry);
    expect(!known.was_spawn_failed && !known.was_refused, Rule::Arrow, "a failure left no transition", entry);
    expect(known.state != Backoff || known.failed_attempts <= spec.startretries, Rule::FatalByRule,
           "FATAL is overdue: startretries", entry);
    expect(known.state != Stopping || known.signals_sent > 0, Rule::StopEnds, "no signal was sent", entry);
    expect(known.state != Stopping || known.signals_sent > spec.stopsignals.size() || entry.at <= known.killed_by,
           Rule::StopEnds, "SIGKILL is overdue", entry);
    check_deadline(entry, known);
    known.was_start_asked = false;
    known.was_stop_asked = false;
    known.was_signal_asked = false;
    known.was_give_up_asked = false;
    known.ticked_for.reset();
}

void Invariants::check_deadline(const Entry& entry, const Known& known) {
    const bool is_waiting = known.state == Starting || known.state == Stopping ||
                            (!is_down_ && (known.state == Backoff || known.wants_restart));
    expect(is_waiting == entry.deadline.has_value(), Rule::DeadlineMet,
           is_waiting ? "a deadline is missing" : "a deadline for nothing", entry);
    if (known.ticked_for && *known.ticked_for <= entry.at) {
        expect(known.has_moved, Rule::DeadlineMet, "tick() has not moved the machine", entry);
        expect(!entry.deadline || *entry.deadline >= entry.at, Rule::DeadlineMet, "the next deadline is in the past",
               entry);
    }
}

void Invariants::finish() {
    for (std::size_t process = 0; process < known_.size(); ++process) {
        const Known& known = known_[process];
        Entry last;
        last.at = end_;
        last.process = process;
        last.to = known.state;
        last.pid = known.live;
        expect(known.live == 0, Rule::EveryExit, "a pid was never reaped", last);
        expect(is_stopped(known.state) && known.state != Unknown, Rule::SettledAtTheEnd, "it is not over", last);
    }
}

} // namespace halberd::simulation
