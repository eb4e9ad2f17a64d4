#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace halberd {

// The names that events= may list, as a tree: a subscriber of a type receives its subtypes. Supervisor: events.py
// EventTypes.
enum class EventType {
    Event,
    ProcessState,
    ProcessStateStopped,
    ProcessStateExited,
    ProcessStateStarting,
    ProcessStateStopping,
    ProcessStateBackoff,
    ProcessStateFatal,
    ProcessStateRunning,
    ProcessStateUnknown,
    ProcessCommunication,
    ProcessCommunicationStdout,
    ProcessCommunicationStderr,
    ProcessLog,
    ProcessLogStdout,
    ProcessLogStderr,
    RemoteCommunication,
    SupervisorStateChange,
    SupervisorStateChangeRunning,
    SupervisorStateChangeStopping,
    Tick,
    Tick5,
    Tick60,
    Tick3600,
    ProcessGroup,
    ProcessGroupAdded,
    ProcessGroupRemoved,
};

// "PROCESS_STATE_EXITED", …
std::string_view name_of(EventType type);

// The type of a name as events= spells it (upper case only); nothing for another word.
std::optional<EventType> event_type(std::string_view name);

// True when `type` is `ancestor` or one of its subtypes: is_a(Tick5, Tick), is_a(Tick5, Event).
bool is_a(EventType type, EventType ancestor);

// Every name, in the order of Supervisor's manual: for messages and completion.
const std::vector<std::string_view>& event_type_names();

} // namespace halberd
