#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/process_state.hpp"
#include "core/base/wait_status.hpp"
#include "core/config/program_spec.hpp"
#include "core/events/event.hpp"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halberd {

// One supervised process as a state machine without I/O.
//
// Vocabulary
//   attempt      one spawn. A start may need several; startretries limits how many may follow the first.
//   early exit   the process ended before it had been up for startsecs: a failed attempt.
//   expected     the exit code is one of exitcodes=. A death by signal never is.
//
//               start()     stop()       spawn fails,    up for      exit          deadline
//                                        early exit      startsecs   (other)
//   STOPPED     STARTING    -            .               .           .             -
//   STARTING    -           STOPPING     BACKOFF (1)     RUNNING     .             RUNNING
//   RUNNING     -           STOPPING     .               .           EXITED        -
//   BACKOFF     STARTING    STOPPED      .               .           .             STARTING
//   STOPPING    -           -            .               .           STOPPED       STOPPING, next signal
//   EXITED      STARTING    - (2)        .               .           .             STARTING (autorestart)
//   FATAL       STARTING    -            .               .           .             -
//   UNKNOWN     -           -            .               .           STOPPED       -
//
//   -  nothing happens    .  cannot happen; logged and ignored
//   (1) and on to FATAL when more than startretries attempts have failed
//   (2) a pending automatic restart is called off
//
// docs/states.md has the same table cell by cell with the texts that are logged. Supervisor: process.py Subprocess.

// What a state needs to know while it lasts. Plain data, so that a later daemon can take it over.
struct StoppedState {};
struct StartingState {
    pid_t pid = 0;
    SteadyTime spawned;
};
struct RunningState {
    pid_t pid = 0;
    SteadyTime spawned;
};
struct BackoffState {
    SteadyTime retry_at;
};
struct StoppingState {
    pid_t pid = 0;
    SteadyTime next_at;     // when the next signal is due
    std::size_t signal = 0; // which of stopsignals was sent last; beyond them: SIGKILL
};
struct ExitedState {
    std::optional<SteadyTime> restart_at; // set while an automatic restart is due
};
struct FatalState {};
struct UnknownState {
    pid_t pid = 0; // of a process that could not be signalled
};

struct Transition {
    WallTime at;
    ProcessState from = ProcessState::Stopped;
    ProcessState to = ProcessState::Stopped;
    Cause cause;
};

// All that a process remembers.
struct ProcessRecord {
    std::variant<StoppedState, StartingState, RunningState, BackoffState, StoppingState, ExitedState, FatalState,
                 UnknownState>
        state;
    int failed_attempts = 0;             // in a row; what BACKOFF and STARTING events call tries
    std::uint64_t starts = 0;            // all attempts, those that failed too
    std::uint64_t restarts = 0;          // those of them that nobody asked for: after an exit or a failed attempt
    WallTime started;                    // of the last attempt; the epoch when there was none
    WallTime stopped;                    // of the last end; the epoch when there was none
    std::optional<WaitStatus> last_exit; // how the last attempt ended; nothing while it has not, or was never spawned
    int exit_status = 0;                 // of the last end; -1 after a death by signal
    std::vector<SteadyTime> automatic_starts; // those that restart_limit looks at, oldest first
    std::string spawn_error;                  // what getProcessInfo shows as spawnerr
    std::vector<Transition> history;          // the last few, oldest first
    std::vector<SteadyTime> crashes;          // ends that were not expected, in the hour up to the last one
};

class Process {
 public:
    // All that a process needs from outside. Calls must not re-enter the process, except that publish() may read it.
    class Port : public Clock {
     public:
        // Starts the program. The error's message() is shown as the spawn error.
        virtual Result<pid_t> spawn(const ProcessSpec& spec) = 0;

        // kill(2): a negative target is a process group.
        virtual Result<void> kill(pid_t target, int signal) = 0;

        virtual void publish(const Event& event) = 0;

        // False once the daemon is going down: what ends then stays down.
        virtual bool allows_restart() const = 0;

        // A random number in [0, 1), for the jitter of pauses.
        virtual double chance() = 0;
    };

    // `port` and `log` must outlive the process.
    Process(std::string group, std::shared_ptr<const ProcessSpec> spec, Port& port, Log& log);

    // The same with a copy of its own.
    Process(std::string group, ProcessSpec spec, Port& port, Log& log);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    // --- inputs
    void start(Cause cause);

    // Asks the process to end. Fails when the signal cannot be sent; the state is UNKNOWN then.
    Result<void> stop(Cause cause);

    // Sends a signal that is not meant to end it. Fails like stop().
    Result<void> signal(int signal);

    // The process was reaped. `reason` replaces the standard spawn error of an early exit when it is not empty.
    void on_exit(WaitStatus status, std::string reason = {});

    // The daemon goes down: BACKOFF becomes FATAL instead of being retried. Supervisor: process.py give_up().
    void give_up(Cause cause);

    // Does what is due. Harmless when nothing is.
    void tick();

    // --- questions
    // When tick() has something to do; nothing while only an input can change the state.
    std::optional<SteadyTime> next_deadline() const;

    // It has ended by itself and will not be started again by itself.
    bool has_ended_for_good() const;

    const Namespec& name() const { return name_; }
    const ProcessSpec& spec() const { return spec_; }
    const ProcessRecord& record() const { return record_; }
    ProcessState state() const;
    pid_t pid() const; // 0 when there is none

    // How often it has ended unexpectedly within the last hour; 1,000 at most.
    std::size_t recent_crashes() const;

 private:
    using State = decltype(ProcessRecord::state);

    void enter(State next, Cause cause, pid_t pid, bool expected = true);
    void on_attempt_failed(SteadyTime attempted, Cause cause);
    void start_again(Cause cause);
    bool is_restart_limit_reached() const;
    void give_up_restarting();
    void on_early_exit(SteadyTime spawned, WaitStatus status, std::string reason);
    void on_running_exit(SteadyTime spawned, pid_t pid, WaitStatus status);
    void become_running(const StartingState& starting);
    void signal_again(StoppingState stopping);
    Result<void> kill(pid_t pid, int signal, bool as_group);
    Result<void> send(pid_t pid, pid_t target, int signal);
    bool is_expected(WaitStatus status) const;
    void note_crash();
    bool wants_restart(WaitStatus status) const;

    Namespec name_;
    std::shared_ptr<const ProcessSpec> shared_spec_; // usually a part of its group's
    const ProcessSpec& spec_;
    Port& port_;
    Log& log_;
    ProcessRecord record_;
};

} // namespace halberd
