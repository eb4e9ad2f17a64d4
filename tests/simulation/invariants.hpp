#pragma once

#include "core/config/program_spec.hpp"
#include "tests/simulation/history.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::simulation {

// What a history may never break.
enum class Rule {
    OneProcess,      // never two live pids for one process, and the machine's pid is the live one
    EveryExit,       // each pid is reaped once, its end is a transition, and it is not signalled afterwards
    DeadlineMet,     // tick() on a deadline moves the machine, and leaves no deadline in the past; none is missing
    NoSpin,          // an automatic start comes a second after the start before it at the earliest
    FatalByRule,     // FATAL when, and only when, startretries, restart_limit or the end of the daemon say so
    StopEnds,        // the signals of a stop come in their order, SIGKILL after the sum of the waits
    Arrow,           // only the arrows of docs/states.md, each for its own reason
    UnbrokenChain,   // from_state is where the transition before led, and the record agrees
    DownStaysDown,   // nothing is started again while the daemon goes down
    SettledAtTheEnd, // once the daemon has gone down nothing lives and nothing is due
};
std::string_view name_of(Rule rule);

struct Violation {
    Rule rule;
    std::string text;
};

// Holds a history against the rules, entry by entry. It counts and computes for itself what the machine should do, and
// knows nothing of the machine's code.
class Invariants {
 public:
    // `lateness` is by how much a tick may come after its deadline.
    Invariants(std::vector<ProcessSpec> specs, milliseconds lateness);

    void read(const Entry& entry);

    // The history is over.
    void finish();

    // The first violation. What follows it is not looked at any more.
    const std::optional<Violation>& violation() const { return violation_; }

 private:
    // What the entries so far say of one process.
    struct Known {
        ProcessState state = ProcessState::Stopped;
        pid_t live = 0; // spawned and not yet reaped
        std::optional<milliseconds> attempted;
        int failed_attempts = 0;
        std::vector<milliseconds> automatic_starts;
        bool wants_restart = false;
        // STOPPING
        std::size_t signals_sent = 0;
        milliseconds killed_by{0};
        // What the input that is being dealt with has brought so far.
        bool was_start_asked = false;
        bool was_stop_asked = false;
        bool was_signal_asked = false;
        bool was_give_up_asked = false;
        bool was_refused = false;
        bool was_spawn_failed = false;
        bool is_exit_open = false; // reaped, and no transition says so yet
        int exit_code = 0;
        std::optional<milliseconds> ticked_for;
        bool has_moved = false;
        int ticks_at_once = 0; // in a row at one moment
        milliseconds last_tick{-1};
    };

    void on_spawned(const Entry& entry, Known& known);
    void on_signal(const Entry& entry, Known& known);
    void on_reaped(const Entry& entry, Known& known);
    void on_transition(const Entry& entry, Known& known);
    void on_starting(const Entry& entry, Known& known);
    void on_backoff(const Entry& entry, Known& known);
    void on_fatal(const Entry& entry, Known& known);
    void on_ticked(const Entry& entry, Known& known);
    void on_settled(const Entry& entry, Known& known);
    void check_deadline(const Entry& entry, const Known& known);
    void expect(bool holds, Rule rule, std::string_view text, const Entry& entry);
    bool is_start_over_limit(const ProcessSpec& spec, const Known& known, milliseconds at) const;

    std::vector<ProcessSpec> specs_;
    milliseconds lateness_;
    std::vector<Known> known_;
    bool is_down_ = false;
    milliseconds end_{0};
    std::optional<Violation> violation_;
};

} // namespace halberd::simulation
