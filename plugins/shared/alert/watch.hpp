#pragma once

#include <halberd/event.hpp>
#include <string>
#include <vector>

namespace halberd::alert {

// "group:name", which names a process in any case.
std::string full_name(const ProcessState& process);

// Whose events are told.
struct Watch {
    bool any = false;
    std::vector<std::string> programs; // "process", in any group, or "group:process"

    bool covers(const ProcessState& process) const;
};

} // namespace halberd::alert
