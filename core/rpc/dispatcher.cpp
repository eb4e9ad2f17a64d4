#include "core/rpc/dispatcher.hpp"

#include "core/base/shown_text.hpp"
#include "core/rpc/xml_check.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <utility>

namespace halberd {
namespace {

tl::expected<xmlrpc::Call, std::string> read_call(std::string_view body) {
    if (std::string problem = find_malformed(body); !problem.empty()) {
        return tl::unexpected(std::move(problem));
    }
    return xmlrpc::decode_call(body);
}

// Made of the result itself, which may be large.
std::string response_document(Rendered result) {
    constexpr std::string_view head = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n";
    constexpr std::string_view tail = "\n</param>\n</params>\n</methodResponse>\n";
    std::string& document = result.xml;
    document.reserve(head.size() + document.size() + tail.size());
    document.insert(0, head);
    document += tail;
    return std::move(document);
}

RpcReply reply_to(MethodAnswer answer) {
    if (answer) {
        return RpcReply{200, response_document(*std::move(answer))};
    }
    const Fault& fault = answer.error();
    return RpcReply{200, xmlrpc::encode_fault({static_cast<int>(fault.code), fault.text()})};
}

// Supervisor: xmlrpc.py continue_request(), its trace messages.
void log_outcome(Log& log, const std::string& name, const MethodAnswer& answer) {
    if (answer) {
        log.trace("XML-RPC method {}() returned successfully", name);
    } else {
        const Fault& fault = answer.error();
        log.trace("XML-RPC method {}() returned fault: [{}] {}", name, static_cast<int>(fault.code), fault.text());
    }
}

} // namespace

void Dispatcher::dispatch(std::string_view body, const Caller& caller, std::function<void(RpcReply)> reply) const {
    const auto call = read_call(body);
    if (!call || call->method.empty()) {
        log_.error("XML-RPC request data '{}' is invalid: {}", shown_text(body),
                   call ? "no method name" : "unmarshallable (" + call.error() + ")");
        reply(RpcReply{400, {}});
        return;
    }
    if (!log_.is_enabled(LogLevel::Trace)) {
        methods_.call(call->method, call->arguments, caller,
                      [reply = std::move(reply)](MethodAnswer answer) { reply(reply_to(std::move(answer))); });
        return;
    }
    const std::string name = shown_text(call->method);
    log_.trace("XML-RPC method called: {}()", name);
    methods_.call(call->method, call->arguments, caller,
                  [name, reply = std::move(reply), &log = log_](MethodAnswer answer) {
                      log_outcome(log, name, answer);
                      reply(reply_to(std::move(answer)));
                  });
}

} // namespace halberd
