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

std::string response_document(const Rendered& result) {
    constexpr std::string_view head = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n";
    constexpr std::string_view tail = "\n</param>\n</params>\n</methodResponse>\n";
    std::string document;
    document.reserve(head.size() + result.xml.size() + tail.size());
    document += head;
    document += result.xml;
    document += tail;
    return document;
}

RpcReply reply_to(const MethodAnswer& answer) {
    if (answer) {
        return RpcReply{200, response_document(*answer)};
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
                      [reply = std::move(reply)](const MethodAnswer& answer) { reply(reply_to(answer)); });
        return;
    }
    const std::string name = shown_text(call->method);
    log_.trace("XML-RPC method called: {}()", name);
    methods_.call(call->method, call->arguments, caller,
                  [name, reply = std::move(reply), &log = log_](const MethodAnswer& answer) {
                      log_outcome(log, name, answer);
                      reply(reply_to(answer));
                  });
}

} // namespace halberd
