#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

namespace halberd {

// Adds the `halberd.` namespace: what this daemon can do beyond Supervisor, whose own namespaces stay as they are. A
// client finds out by calling: a daemon without a method answers UnknownMethod. While the daemon goes down the methods
// answer ShutdownState. Both references must outlive the calls.
void add_halberd_methods(MethodTable& methods, Control& control);

// The part of it that is about events and their listeners.
void add_event_methods(MethodTable& methods, Control& control);

// The part of it that is about what processes take of the machine.
void add_usage_methods(MethodTable& methods, Control& control);

// The part of it that is about how processes have ended.
void add_exit_methods(MethodTable& methods, Control& control);

// The part of it that says less than getAllProcessInfo, for displays.
void add_status_methods(MethodTable& methods, Control& control);

// The part of it that changes groups beside the configuration.
void add_group_methods(MethodTable& methods, Control& control);

} // namespace halberd
