#pragma once

#include "sdk/rpc/daemon.hpp"

#include <halberd/rpc_abi.h>
#include <halberd/plugin.hpp>
#include <string>
#include <string_view>

namespace halberd::rpc {

// A row of the table of methods. The strings are literals.
using Method = halberd_rpc_method;

// Carries out one call as the C table has it: reads the request, has `run` answer, writes the response. An exception is
// fault 30 (FAILED) with its text.
class Call {
 public:
    virtual ~Call() = default;
    virtual Answer run(std::string_view method, const xmlrpc::Array& arguments) = 0;
};
int answer_call(Call& call, halberd_string request, void* context, halberd_take_document answer, char* err,
                std::size_t err_size) noexcept;

// The base of a plugin that adds methods to supervisord's XML-RPC interface, under the name of its [rpcinterface:NAME]:
//
//   class Clock : public halberd::rpc::RpcPlugin<Clock> {
//    public:
//       static constexpr halberd::rpc::Method methods[] = {
//           {"now", "Tells the time.\n\n@return int seconds since the epoch\n", 0, 0},
//       };
//       Clock(halberd::Host& host, const std::vector<std::string>& arguments);
//       halberd::rpc::Answer call(std::string_view method, const xmlrpc::Array& arguments) override;
//   };
//   HALBERD_PLUGIN(Clock, "org.example.clock", "1.0.0", "Tells the time")
//
// Everything runs on the plugin's own thread. A call may take its time: other calls of the plugin wait, nobody else.
template <class T>
class RpcPlugin : public Plugin, private Call {
 public:
    // Carries out a method of the table, by its name without the namespace. There are as many arguments as the table
    // allows.
    virtual Answer call(std::string_view method, const xmlrpc::Array& arguments) = 0;

    // Events are not for such a plugin; one that wants them as well overrides this.
    Result handle(const Event&) override {
        return Result::fatal(
            "this plugin adds methods: it belongs into [rpcinterface:NAME], not into [eventlistener:NAME]");
    }

    static const void* extension(std::string_view id) { return id == HALBERD_RPC_EXTENSION ? &table : nullptr; }

 private:
    Answer run(std::string_view method, const xmlrpc::Array& arguments) override { return call(method, arguments); }

    static int call_instance(void* self, halberd_string request, void* context, halberd_take_document answer, char* err,
                             std::size_t err_size) {
        RpcPlugin& plugin = static_cast<thunks::Instance<T>*>(self)->plugin;
        return answer_call(plugin, request, context, answer, err, err_size);
    }

    static const halberd_rpc table;
};

template <class T>
constinit const halberd_rpc RpcPlugin<T>::table = {sizeof(halberd_rpc), sizeof(Method), T::methods,
                                                   sizeof(T::methods) / sizeof(Method), call_instance};

} // namespace halberd::rpc
