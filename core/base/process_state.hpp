#pragma once

#include <string_view>

namespace halberd {

// The states of a process, with the numbers that XML-RPC shows. Supervisor: states.py ProcessStates.
enum class ProcessState {
    Stopped = 0,
    Starting = 10,
    Running = 20,
    Backoff = 30,
    Stopping = 40,
    Exited = 100,
    Fatal = 200,
    Unknown = 1000,
};

// The states of the daemon. Supervisor: states.py SupervisorStates.
enum class SupervisorState {
    Fatal = 2,
    Running = 1,
    Restarting = 0,
    Shutdown = -1,
};

// "STOPPED", "STARTING", …
std::string_view name_of(ProcessState state);
std::string_view name_of(SupervisorState state);

// STARTING, RUNNING or BACKOFF: what startProcess answers ALREADY_STARTED to. Supervisor: RUNNING_STATES.
bool is_running(ProcessState state);

// STOPPED, EXITED, FATAL or UNKNOWN: nothing is left to stop. Supervisor: STOPPED_STATES.
bool is_stopped(ProcessState state);

// RUNNING, STARTING or STOPPING: a pid exists that can be signalled. Supervisor: SIGNALLABLE_STATES.
bool is_signallable(ProcessState state);

} // namespace halberd
