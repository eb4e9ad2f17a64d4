#pragma once

#include "core/base/process_state.hpp"
#include "core/config/program_spec.hpp"
#include "core/events/cause.hpp"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace halberd::simulation {

using std::chrono::milliseconds;

// One thing that happened between the machine of one process and its world.
struct Entry {
    enum class Kind {
        StartAsked,    // a command: start
        StopAsked,     // a command: stop
        SignalAsked,   // a command: send the signal `number`
        GiveUpAsked,   // the daemon goes down and finds the process in BACKOFF
        WentDown,      // nothing may be restarted from here on (of all processes)
        Spawned,       // the machine spawned `pid`
        SpawnFailed,   // the machine tried to, in vain: errno `number`
        Signalled,     // the machine sent `number` to `pid`; negative: to a process group
        SignalRefused, // it tried to, in vain: errno is not ESRCH
        Reaped,        // the machine was told that `pid` has ended; `number` is the exit code, -1 after a signal
        Transition,    // the machine published `from` -> `to`
        Ticked,        // tick() is about to be called for `deadline`
        Settled,       // what an input brought about is over: the machine is in `to`, with `pid` and `deadline`
        Complaint,     // the machine logged that this cannot happen
        Flooded,       // the machine has been so busy that the world gave up
    };

    milliseconds at{0}; // since the beginning
    std::size_t process = 0;
    Kind kind = Kind::Settled;
    pid_t pid = 0;
    int number = 0;
    ProcessState from = ProcessState::Stopped;
    ProcessState to = ProcessState::Stopped;
    Cause::Kind cause = Cause::Kind::Request;
    std::optional<milliseconds> deadline;
    bool is_recorded = true; // of Settled: the record's last transition and its times are what was published

    bool operator==(const Entry&) const = default;
};

using History = std::vector<Entry>;

// "  12.345 s  p1  transition STARTING -> RUNNING (spawned)".
std::string describe(const Entry& entry);

} // namespace halberd::simulation
