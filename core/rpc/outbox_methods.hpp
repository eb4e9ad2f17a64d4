#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

namespace halberd {

// The part of the `halberd.` namespace that says where the alerts of listeners wait.
void add_outbox_methods(MethodTable& methods, Control& control);

} // namespace halberd
