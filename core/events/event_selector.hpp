#pragma once

#include "core/events/event.hpp"
#include "core/events/event_types.hpp"

#include <string>
#include <utility>

namespace halberd {

// The events of a type and its subtypes, all of them or only those about some processes.
struct EventSelector {
    // `pattern` is one for processes, as fits() has it. Events about a group are compared with what stands before its
    // colon. Empty: all events of the type. With a pattern, events that are about no process are never selected.
    EventSelector(EventType of_type, std::string pattern = {}) : type(of_type), processes(std::move(pattern)) {}

    bool selects(const Event& event) const;

    EventType type;
    std::string processes;
};

} // namespace halberd
