#pragma once

#include "sdk/supervisor/process_info.hpp"

#include <halberd/host.hpp>
#include <string>
#include <vector>

namespace halberd::restart {

// The listener's own process as "group:name", which its supervisord tells in its environment. A listener that restarts
// processes leaves it out: it would stop itself, and nobody would start it again.
std::string own_process(const Host& host);

// Which processes a listener is about.
struct ProcessChoice {
    bool any = false;                  // all but its own
    std::vector<std::string> programs; // "process", in any group, or "group:process"
    std::string own;                   // as own_process() tells

    bool covers(const supervisor::ProcessInfo& process) const;

    // The full names of those of these processes that it covers.
    std::vector<std::string> names_among(const std::vector<supervisor::ProcessInfo>& processes) const;

    // Those of `programs` that name none of these processes.
    std::vector<std::string> missing_among(const std::vector<supervisor::ProcessInfo>& processes) const;
};

} // namespace halberd::restart
