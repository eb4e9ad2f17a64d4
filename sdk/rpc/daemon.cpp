#include "sdk/rpc/daemon.hpp"

#include <halberd/rpc_abi.h>

#include <utility>
#include <variant>

namespace halberd::rpc {
namespace {

constexpr std::int64_t fault_failed = 30;

tl::unexpected<xmlrpc::FaultReply> failed(const std::string& reason) {
    return tl::unexpected(xmlrpc::FaultReply{fault_failed, "FAILED: " + reason});
}

void keep(void* context, halberd_string document) {
    static_cast<std::string*>(context)->assign(document.data, document.size);
}

} // namespace

Answer Daemon::call(std::string_view method, xmlrpc::Array arguments) const {
    const auto* daemon = static_cast<const halberd_daemon*>(host_.extension(HALBERD_DAEMON_EXTENSION));
    if (daemon == nullptr) {
        return failed("no supervisord hosts this plugin");
    }
    const std::string request = xmlrpc::encode_call({std::string(method), std::move(arguments)});
    std::string document;
    if (daemon->call(host_.context(), {request.data(), request.size()}, &document, keep) == 0) {
        return failed("supervisord takes no calls of this plugin any more");
    }
    auto response = xmlrpc::decode_response(document);
    if (response) {
        return std::move(*response);
    }
    if (const auto* fault = std::get_if<xmlrpc::FaultReply>(&response.error())) {
        return tl::unexpected(*fault);
    }
    return failed("the answer can't be read: " + std::get<std::string>(response.error()));
}

} // namespace halberd::rpc
