#pragma once

#include "core/rpc/method_table.hpp"
#include "sdk/xmlrpc/value.hpp"

namespace halberd {

// Carries out the calls of system.multicall one after the other, each when the one before has answered, and answers
// with the array of their results. A call that fails contributes {faultCode, faultString} and does not stop the others.
void multicall(const MethodTable& methods, const xmlrpc::Array& calls, const Caller& caller, MethodReply reply);

} // namespace halberd
