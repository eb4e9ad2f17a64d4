#pragma once

#include "core/config/server_options.hpp"
#include "core/plugin/rpc_plugin_worker.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/dispatcher.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

// What the daemon does for a plugin of that name that adds methods. All references outlive the plugin.
RpcPluginWorker::Daemon daemon_for(const std::string& name, boost::asio::io_context& io, const ServerOptions& options,
                                   const Dispatcher& dispatcher, Log& log);

// The plugins of [rpcinterface:NAME] sections: they add methods to the daemon's own.
class RpcPlugins {
 public:
    // Loads the plugins and adds their methods to the table. The error's message names the section and says what is
    // wrong with its plugin. All references outlive this object; its methods must not be called when it has gone.
    static Result<std::unique_ptr<RpcPlugins>> open(boost::asio::io_context& io, const ServerOptions& options,
                                                    const Control& control, const Dispatcher& dispatcher,
                                                    MethodTable& methods, Log& log);
    ~RpcPlugins();
    RpcPlugins(const RpcPlugins&) = delete;
    RpcPlugins& operator=(const RpcPlugins&) = delete;

    // Starts their threads: not before the daemon has left the terminal, as no thread survives that. One that cannot be
    // started answers no call.
    void begin();

    // Ends the plugins, which get a second for what they do. False when a thread had to be abandoned: it may still run,
    // so the process must end without running destructors.
    bool close();

 private:
    class Plugin;
    explicit RpcPlugins(Log& log);

    Log& log_;
    std::vector<std::unique_ptr<Plugin>> plugins_;
};

} // namespace halberd
