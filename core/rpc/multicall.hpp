#pragma once

#include "core/rpc/method_table.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <functional>

namespace halberd {

// Does a piece of work soon, and never during the call.
using Later = std::function<void(std::function<void()>)>;

// Carries out the calls of system.multicall one after the other, each when the one before has answered, and answers
// with the array of their results. A call that fails contributes {faultCode, faultString} and does not stop the others;
// so do all calls after those whose results take 16 MiB together. Between two calls it makes room through `later`; with
// none it goes on at once.
void multicall(const MethodTable& methods, const xmlrpc::Array& calls, const Caller& caller, const Later& later,
               MethodReply reply);

} // namespace halberd
