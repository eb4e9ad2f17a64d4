#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

namespace halberd {

// Adds halberd.rotateProcessLogs. Both references must outlive the calls.
void add_log_rotation_methods(MethodTable& methods, Control& control);

} // namespace halberd
