#pragma once

#include "core/rpc/method_table.hpp"
#include "core/rpc/multicall.hpp"

namespace halberd {

// Adds the `system.` namespace: listMethods, methodHelp, methodSignature and multicall, which speak of whatever the
// table holds at the time of the call. They work even while the daemon goes down. The table must outlive the calls.
// A multicall gives way through `later` after each of its calls; with none it does not.
// Supervisor: xmlrpc.py SystemNamespaceRPCInterface.
void add_system_methods(MethodTable& methods, Later later = {});

} // namespace halberd
