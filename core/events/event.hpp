#pragma once

#include "core/base/clock.hpp"
#include "core/base/namespec.hpp"
#include "core/base/process_state.hpp"
#include "core/events/cause.hpp"
#include "core/events/event_types.hpp"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <variant>

namespace halberd {

// What happened, as plain values: an event is made once, by whoever knows, and read by many.

enum class Stream { Stdout, Stderr };

struct ProcessStateEvent {
    Namespec process;
    ProcessState from = ProcessState::Stopped;
    ProcessState to = ProcessState::Stopped;
    pid_t pid = 0;        // of the process as it was during the transition; 0 when there was none
    int tries = 0;        // for STARTING and BACKOFF: failed attempts so far
    bool expected = true; // for EXITED: the exit code is one of exitcodes=
    Cause cause;
};

// A chunk of output of a process with stdout_events_enabled or stderr_events_enabled.
struct ProcessLogEvent {
    Namespec process;
    pid_t pid = 0;
    Stream stream = Stream::Stdout;
    std::string data;
};

// What a process wrote between the BEGIN and END tags of capture mode.
struct ProcessCommunicationEvent {
    Namespec process;
    pid_t pid = 0;
    Stream stream = Stream::Stdout;
    std::string data;
};

// supervisor.sendRemoteCommEvent
struct RemoteCommunicationEvent {
    std::string type;
    std::string data;
};

struct SupervisorStateEvent {
    enum class Change { Running, Stopping };
    Change change = Change::Running;
};

struct ProcessGroupEvent {
    enum class Change { Added, Removed };
    Change change = Change::Added;
    std::string group;
};

struct TickEvent {
    std::chrono::seconds period{5}; // 5, 60 or 3600
    std::chrono::seconds when{0};   // since the epoch, a multiple of the period
};

using Event = std::variant<ProcessStateEvent, ProcessLogEvent, ProcessCommunicationEvent, RemoteCommunicationEvent,
                           SupervisorStateEvent, ProcessGroupEvent, TickEvent>;

// The most specific type of the event: PROCESS_STATE_EXITED for an exit.
EventType type_of(const Event& event);

// The body that listeners receive, byte for byte Supervisor's. Supervisor: events.py, payload() of each class.
std::string payload_of(const Event& event);

} // namespace halberd
