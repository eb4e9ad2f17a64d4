#include "sdk/host/rpc_methods.hpp"

#include <halberd/rpc_abi.h>

#include <algorithm>
#include <cstring>

namespace halberd {

std::optional<std::vector<RpcMethod>> rpc_methods_of(const struct halberd_plugin& plugin) {
    const void* extension = plugin.get_extension != nullptr ? plugin.get_extension(HALBERD_RPC_EXTENSION) : nullptr;
    if (extension == nullptr) {
        return std::nullopt;
    }
    const auto& rpc = *static_cast<const halberd_rpc*>(extension);
    const auto* bytes = reinterpret_cast<const char*>(rpc.methods);
    std::vector<RpcMethod> methods;
    for (std::size_t i = 0; i < rpc.method_count; ++i) {
        halberd_rpc_method method{}; // one of a later version has more members
        std::memcpy(&method, bytes + i * rpc.method_size, std::min<std::size_t>(sizeof method, rpc.method_size));
        methods.push_back({method.name, method.help, method.required, method.most});
    }
    return methods;
}

} // namespace halberd
