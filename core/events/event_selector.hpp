#pragma once

#include "core/events/event.hpp"
#include "core/events/event_types.hpp"

#include <string>
#include <utility>

namespace halberd {

// The events of a type and its subtypes, all of them or only those about some processes.
struct EventSelector {
    // `pattern` is one for processes, as a shell has it: with a colon it is compared with GROUP:PROCESS ("web:*"),
    // without one with the name of the process and with that of its group. Events about a group are compared with GROUP
    // alone. Empty: all events of the type. With a pattern, events that are about no process are never selected.
    EventSelector(EventType of_type, std::string pattern = {}) : type(of_type), processes(std::move(pattern)) {}

    bool selects(const Event& event) const;

    EventType type;
    std::string processes;
};

// Whether a pattern as above fits a process.
bool fits(const std::string& pattern, const Namespec& process);

} // namespace halberd
