#pragma once

#include "core/rpc/method_table.hpp"

namespace halberd {

// Adds the `system.` namespace: listMethods, methodHelp, methodSignature and multicall, which speak of whatever the
// table holds at the time of the call. They work even while the daemon goes down. The table must outlive the calls.
// Supervisor: xmlrpc.py SystemNamespaceRPCInterface.
void add_system_methods(MethodTable& methods);

} // namespace halberd
