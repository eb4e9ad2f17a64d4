#include "core/events/event_types.hpp"

#include <algorithm>
#include <array>

namespace halberd {
namespace {

struct Node {
    EventType type;
    EventType parent;
    std::string_view name;
};

// In the order of the enumeration, so that a type is its own index.
constexpr std::array nodes{
    Node{EventType::Event, EventType::Event, "EVENT"},
    Node{EventType::ProcessState, EventType::Event, "PROCESS_STATE"},
    Node{EventType::ProcessStateStopped, EventType::ProcessState, "PROCESS_STATE_STOPPED"},
    Node{EventType::ProcessStateExited, EventType::ProcessState, "PROCESS_STATE_EXITED"},
    Node{EventType::ProcessStateStarting, EventType::ProcessState, "PROCESS_STATE_STARTING"},
    Node{EventType::ProcessStateStopping, EventType::ProcessState, "PROCESS_STATE_STOPPING"},
    Node{EventType::ProcessStateBackoff, EventType::ProcessState, "PROCESS_STATE_BACKOFF"},
    Node{EventType::ProcessStateFatal, EventType::ProcessState, "PROCESS_STATE_FATAL"},
    Node{EventType::ProcessStateRunning, EventType::ProcessState, "PROCESS_STATE_RUNNING"},
    Node{EventType::ProcessStateUnknown, EventType::ProcessState, "PROCESS_STATE_UNKNOWN"},
    Node{EventType::ProcessCommunication, EventType::Event, "PROCESS_COMMUNICATION"},
    Node{EventType::ProcessCommunicationStdout, EventType::ProcessCommunication, "PROCESS_COMMUNICATION_STDOUT"},
    Node{EventType::ProcessCommunicationStderr, EventType::ProcessCommunication, "PROCESS_COMMUNICATION_STDERR"},
    Node{EventType::ProcessLog, EventType::Event, "PROCESS_LOG"},
    Node{EventType::ProcessLogStdout, EventType::ProcessLog, "PROCESS_LOG_STDOUT"},
    Node{EventType::ProcessLogStderr, EventType::ProcessLog, "PROCESS_LOG_STDERR"},
    Node{EventType::RemoteCommunication, EventType::Event, "REMOTE_COMMUNICATION"},
    Node{EventType::SupervisorStateChange, EventType::Event, "SUPERVISOR_STATE_CHANGE"},
    Node{EventType::SupervisorStateChangeRunning, EventType::SupervisorStateChange, "SUPERVISOR_STATE_CHANGE_RUNNING"},
    Node{EventType::SupervisorStateChangeStopping, EventType::SupervisorStateChange,
         "SUPERVISOR_STATE_CHANGE_STOPPING"},
    Node{EventType::Tick, EventType::Event, "TICK"},
    Node{EventType::Tick5, EventType::Tick, "TICK_5"},
    Node{EventType::Tick60, EventType::Tick, "TICK_60"},
    Node{EventType::Tick3600, EventType::Tick, "TICK_3600"},
    Node{EventType::ProcessGroup, EventType::Event, "PROCESS_GROUP"},
    Node{EventType::ProcessGroupAdded, EventType::ProcessGroup, "PROCESS_GROUP_ADDED"},
    Node{EventType::ProcessGroupRemoved, EventType::ProcessGroup, "PROCESS_GROUP_REMOVED"},
};

const Node& node(EventType type) {
    return nodes[static_cast<std::size_t>(type)];
}

} // namespace

std::string_view name_of(EventType type) {
    return node(type).name;
}

std::optional<EventType> event_type(std::string_view name) {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.name == name; });
    return found != nodes.end() ? std::optional(found->type) : std::nullopt;
}

bool is_a(EventType type, EventType ancestor) {
    while (type != ancestor && type != EventType::Event) {
        type = node(type).parent;
    }
    return type == ancestor;
}

const std::vector<std::string_view>& event_type_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        all.reserve(nodes.size());
        for (const Node& n : nodes) {
            all.push_back(n.name);
        }
        return all;
    }();
    return names;
}

} // namespace halberd
