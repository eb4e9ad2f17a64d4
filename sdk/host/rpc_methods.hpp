#pragma once

#include <halberd/plugin_abi.h>

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// One of the methods that a plugin adds to the daemon's XML-RPC interface.
struct RpcMethod {
    std::string name; // without a namespace
    std::string help;
    std::size_t required = 0; // arguments
    std::size_t most = 0;
};

// The methods of the plugin (halberd.rpc/1); nothing when it is no such plugin.
std::optional<std::vector<RpcMethod>> rpc_methods_of(const struct halberd_plugin& plugin);

} // namespace halberd
