#include "sdk/rpc/rpc_plugin.hpp"

#include <utility>

namespace halberd::rpc {
namespace {

constexpr std::int64_t fault_failed = 30;

std::string response_to(Call& call, std::string_view request) {
    const auto decoded = xmlrpc::decode_call(request);
    if (!decoded) {
        return xmlrpc::encode_fault({fault_failed, "FAILED: the call can't be read: " + decoded.error()});
    }
    try {
        const Answer answer = call.run(decoded->method, decoded->arguments);
        return answer ? xmlrpc::encode_response(*answer) : xmlrpc::encode_fault(answer.error());
    } catch (const std::exception& e) {
        return xmlrpc::encode_fault({fault_failed, std::string("FAILED: ") + e.what()});
    }
}

} // namespace

int answer_call(Call& call, halberd_string request, void* context, halberd_take_document answer, char* err,
                std::size_t err_size) noexcept {
    return thunks::catch_all(err, err_size, 0, [&] {
        const std::string response = response_to(call, {request.data, request.size});
        answer(context, {response.data(), response.size()});
        return 1;
    });
}

} // namespace halberd::rpc
