#pragma once

#include "core/base/log.hpp"
#include "core/rpc/method_table.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace halberd {

// What goes back to the client of an XML-RPC request. With a status other than 200 there is no document.
struct RpcReply {
    int http_status = 200;
    std::string xml;
};

// Answers XML-RPC requests from a table of methods. Both references must outlive every call under way.
class Dispatcher {
 public:
    Dispatcher(const MethodTable& methods, Log& log) : methods_(methods), log_(log) {}

    // Decodes a request, calls the method for the caller and hands its result or fault to `reply`, exactly once, during
    // the call or later. A document that cannot be read, or one without a method name, is answered with status 400.
    // Supervisor: xmlrpc.py continue_request().
    void dispatch(std::string_view body, const Caller& caller, std::function<void(RpcReply)> reply) const;

 private:
    const MethodTable& methods_;
    Log& log_;
};

} // namespace halberd
