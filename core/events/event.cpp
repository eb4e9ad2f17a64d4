#include "core/events/event.hpp"

#include "core/base/overloaded.hpp"

#include <fmt/format.h>

namespace halberd {
namespace {

EventType type_of_state(ProcessState state) {
    switch (state) {
        case ProcessState::Stopped:
            return EventType::ProcessStateStopped;
        case ProcessState::Starting:
            return EventType::ProcessStateStarting;
        case ProcessState::Running:
            return EventType::ProcessStateRunning;
        case ProcessState::Backoff:
            return EventType::ProcessStateBackoff;
        case ProcessState::Stopping:
            return EventType::ProcessStateStopping;
        case ProcessState::Exited:
            return EventType::ProcessStateExited;
        case ProcessState::Fatal:
            return EventType::ProcessStateFatal;
        case ProcessState::Unknown:
            return EventType::ProcessStateUnknown;
    }
    return EventType::ProcessStateUnknown;
}

EventType type_of_period(std::chrono::seconds period) {
    if (period.count() == 5) {
        return EventType::Tick5;
    }
    return period.count() == 60 ? EventType::Tick60 : EventType::Tick3600;
}

std::string state_extras(const ProcessStateEvent& event) {
    switch (event.to) {
        case ProcessState::Starting:
        case ProcessState::Backoff:
            return fmt::format(" tries:{}", event.tries);
        case ProcessState::Exited:
            return fmt::format(" expected:{} pid:{}", event.expected ? 1 : 0, event.pid);
        case ProcessState::Running:
        case ProcessState::Stopping:
        case ProcessState::Stopped:
            return fmt::format(" pid:{}", event.pid);
        case ProcessState::Fatal:
        case ProcessState::Unknown:
            return {};
    }
    return {};
}

} // namespace

EventType type_of(const Event& event) {
    return std::visit(
        Overloaded{
            [](const ProcessStateEvent& e) { return type_of_state(e.to); },
            [](const ProcessLogEvent& e) {
                return e.stream == Stream::Stdout ? EventType::ProcessLogStdout : EventType::ProcessLogStderr;
            },
            [](const ProcessCommunicationEvent& e) {
                return e.stream == Stream::Stdout ? EventType::ProcessCommunicationStdout
                                                  : EventType::ProcessCommunicationStderr;
            },
            [](const RemoteCommunicationEvent&) { return EventType::RemoteCommunication; },
            [](const SupervisorStateEvent& e) {
                return e.change == SupervisorStateEvent::Change::Running ? EventType::SupervisorStateChangeRunning
                                                                         : EventType::SupervisorStateChangeStopping;
            },
            [](const ProcessGroupEvent& e) {
                return e.change == ProcessGroupEvent::Change::Added ? EventType::ProcessGroupAdded
                                                                    : EventType::ProcessGroupRemoved;
            },
            [](const TickEvent& e) { return type_of_period(e.period); },
        },
        event);
}

std::string payload_of(const Event& event) {
    return std::visit(Overloaded{
                          [](const ProcessStateEvent& e) {
                              return fmt::format("processname:{} groupname:{} from_state:{}{}", e.process.process,
                                                 e.process.group, name_of(e.from), state_extras(e));
                          },
                          [](const ProcessLogEvent& e) {
                              return fmt::format("processname:{} groupname:{} pid:{} channel:{}\n{}", e.process.process,
                                                 e.process.group, e.pid,
                                                 e.stream == Stream::Stdout ? "stdout" : "stderr", e.data);
                          },
                          [](const ProcessCommunicationEvent& e) {
                              return fmt::format("processname:{} groupname:{} pid:{}\n{}", e.process.process,
                                                 e.process.group, e.pid, e.data);
                          },
                          [](const RemoteCommunicationEvent& e) { return fmt::format("type:{}\n{}", e.type, e.data); },
                          [](const SupervisorStateEvent&) { return std::string(); },
                          [](const ProcessGroupEvent& e) { return fmt::format("groupname:{}\n", e.group); },
                          [](const TickEvent& e) { return fmt::format("when:{}", e.when.count()); },
                      },
                      event);
}

} // namespace halberd
