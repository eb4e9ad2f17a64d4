#pragma once

#include "core/base/error.hpp"
#include "core/base/wait_status.hpp"

#include <optional>
#include <string>

namespace halberd {

// Why a process changed its state: who or what asked, and what failed or ended. Carried by every transition, so that
// the log, the event and the process's history say the same.
struct Cause {
    enum class Kind {
        Autostart,        // the daemon started it because of autostart
        Autorestart,      // it had exited, and autorestart says so
        Retry,            // the pause after a failed start is over
        Request,          // a person or a program asked: `by` says through which door
        Shutdown,         // the daemon is going down or is being reloaded
        Spawned,          // it is alive since startsecs
        SpawnFailed,      // it could not be started: `error`
        Exited,           // it ended: `exit`
        RetriesExhausted, // startretries attempts have failed
        RestartLimit,     // restart_limit allows no further automatic start
        SignalFailed,     // it could not be signalled: `error`
    };

    Kind kind = Kind::Request;
    std::string by;                 // "rpc", "web", "signal SIGTERM"; empty when it was the daemon itself
    std::optional<WaitStatus> exit; // for Exited
    std::optional<Error> error;     // for SpawnFailed and SignalFailed

    // One phrase: "exit status 1; not expected", "asked by rpc", "couldn't exec /bin/x: ENOENT".
    std::string describe() const;
};

} // namespace halberd
