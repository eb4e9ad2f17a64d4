#pragma once

#include "core/base/namespec.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/faults.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace halberd {

// How a request that concerns many processes ended for one of them.
struct ProcessOutcome {
    Namespec process;
    std::optional<Fault> fault; // nothing: it went well
};

using OutcomesReply = std::function<void(std::vector<ProcessOutcome>)>;

// Start or stop those of the processes that are not in the wanted state already, all at once, and hand over the outcome
// of each when the last one is known, in the order in which they came. Called during the call when there is nothing to
// do, later otherwise. Supervisor: rpcinterface.py make_allfunc().
void start_processes(Control& control, const std::vector<Namespec>& processes, Wait wait, std::string_view by,
                     OutcomesReply reply);
void stop_processes(Control& control, const std::vector<Namespec>& processes, Wait wait, std::string_view by,
                    OutcomesReply reply);

// A fault as Supervisor words it: those about a process name that process as the caller wrote it, the others keep what
// the daemon says.
Fault with_name(Fault fault, std::string_view name);

} // namespace halberd
