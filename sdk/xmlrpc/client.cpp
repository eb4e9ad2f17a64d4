#include "sdk/xmlrpc/client.hpp"

#include "sdk/xmlrpc/codec.hpp"
#include "sdk/xmlrpc/http_connection.hpp"

#include <utility>
#include <variant>

namespace halberd::xmlrpc {
namespace {

CallError to_error(std::variant<FaultReply, std::string> failure) {
    CallError error;
    if (auto* fault = std::get_if<FaultReply>(&failure)) {
        error.kind = CallError::Kind::Fault;
        error.fault_code = fault->code;
        error.text = std::move(fault->text);
    } else {
        error.kind = CallError::Kind::Malformed;
        error.text = std::move(std::get<std::string>(failure));
    }
    return error;
}

} // namespace

Client::Client(Url url, const ClientOptions& options)
    : connection_(std::make_unique<HttpConnection>(std::move(url), options)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

tl::expected<Value, CallError> Client::call(std::string_view method, Array arguments) {
    return connection_->post(encode_call({std::string(method), std::move(arguments)}))
        .and_then([](const std::string& xml) -> tl::expected<Value, CallError> {
            return decode_response(xml).map_error(to_error);
        });
}

const std::string& Client::server() const {
    return connection_->server();
}

tl::expected<void, CallError> Client::get_stream(std::string_view path,
                                                 const std::function<bool(std::string_view)>& on_bytes) {
    return connection_->get(path, on_bytes);
}

} // namespace halberd::xmlrpc
