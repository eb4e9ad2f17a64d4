#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

#include <string_view>

namespace halberd {

// The release of Supervisor whose interface the `supervisor.` namespace is. Clients ask for it and decide by it; the
// version of Halberd itself is not shown there.
constexpr std::string_view compatible_supervisor_version = "4.2.5";
constexpr std::string_view rpc_api_version = "3.0";

// Adds every method of Supervisor's `supervisor.` namespace: arguments, results, faults and their texts are those of
// its release 4.2.5. While the daemon goes down they answer ShutdownState, all but sendRemoteCommEvent. Both
// references must outlive the calls. Supervisor: rpcinterface.py.
void add_supervisor_methods(MethodTable& methods, Control& control);

} // namespace halberd
