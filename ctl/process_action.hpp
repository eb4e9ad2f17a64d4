#pragma once

#include "ctl/fault_codes.hpp"
#include "ctl/session.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// What start, stop and signal have in common: the same steps with other methods and words.
struct Action {
    std::string_view method_stem; // "start" in startProcess, startProcessGroup, startAllProcesses
    std::string_view done;        // "started"
    std::int64_t harmless_fault;  // leaves the exit status alone: the process is in the wanted state already
    ExitStatus unknown_group;
    bool is_waited_for; // the answer comes when the process is in another state
};

inline constexpr Action start_action{"start", "started", fault::AlreadyStarted, ExitStatus::InvalidArguments, true};
inline constexpr Action stop_action{"stop", "stopped", fault::NotRunning, ExitStatus::Generic, true};
inline constexpr Action signal_action{"signal", "signalled", fault::Success, ExitStatus::Generic, false};

// The same without waiting for the other state.
inline constexpr Action start_later_action{"start", "starting", fault::AlreadyStarted, ExitStatus::InvalidArguments,
                                           false};
inline constexpr Action stop_later_action{"stop", "stopping", fault::NotRunning, ExitStatus::Generic, false};

// Acts on the processes and groups of `names`, or on all with "all" among them, and says what became of each, in the
// order of the names. `extra` are the arguments of the methods behind the name. Several waits go on at the same time,
// each on a connection of its own, unless a process may be meant twice.
Outcome act(Session& session, const Action& action, const std::vector<std::string>& names,
            const xmlrpc::Array& extra = {});

} // namespace halberd::ctl
