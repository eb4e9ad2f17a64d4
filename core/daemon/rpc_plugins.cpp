#include "core/daemon/rpc_plugins.hpp"

#include "core/plugin/rpc_plugin_worker.hpp"
#include "core/rpc/plugin_methods.hpp"
#include "sdk/host/rpc_methods.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace halberd {
namespace {

constexpr std::chrono::milliseconds patience_at_the_end{1000};

// The lines of a plugin go to the daemon's log, with its name.
void log_lines(Log& log, const std::string& name, std::string_view lines) {
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        log.info("{}: {}", name, line);
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    }
}

} // namespace

RpcPluginWorker::Daemon daemon_for(const std::string& name, boost::asio::io_context& io, const ServerOptions& options,
                                   const Dispatcher& dispatcher, Log& log) {
    RpcPluginWorker::Daemon daemon;
    daemon.post = [&io](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
    daemon.take_log = [&log, name](std::string_view lines) { log_lines(log, name, lines); };
    daemon.call = [&dispatcher, name](const std::string& request, std::function<void(std::string)> answer) {
        dispatcher.dispatch(request, Caller{{}, Role::Admin, "plugin " + name},
                            [answer = std::move(answer)](RpcReply reply) { answer(std::move(reply.xml)); });
    };
    if (std::string url = options.server_url(); !url.empty()) {
        daemon.variables.emplace("SUPERVISOR_SERVER_URL", std::move(url));
    }
    return daemon;
}

class RpcPlugins::Plugin final : public MethodProvider {
 public:
    Plugin(RpcPluginSpec spec, PluginLibrary library, RpcPluginWorker::Daemon daemon)
        : spec_(std::move(spec)), library_(std::move(library)), worker_(spec_.name, std::move(daemon)) {}

    const std::string& name() const { return spec_.name; }
    Result<void> begin() { return worker_.start(library_, spec_.plugin.arguments); }
    bool stop() { return worker_.stop(patience_at_the_end); }

    void call(std::string request, Reply reply) override { worker_.call(std::move(request), std::move(reply)); }

 private:
    RpcPluginSpec spec_;
    PluginLibrary library_;
    RpcPluginWorker worker_;
};

RpcPlugins::RpcPlugins(Log& log) : log_(log) {}
RpcPlugins::~RpcPlugins() = default;

Result<std::unique_ptr<RpcPlugins>> RpcPlugins::open(boost::asio::io_context& io, const ServerOptions& options,
                                                     const Control& control, const Dispatcher& dispatcher,
                                                     MethodTable& methods, Log& log) {
    std::unique_ptr<RpcPlugins> opened(new RpcPlugins(log));
    for (const RpcPluginSpec& spec : options.rpc_plugins) {
        const auto refuse = [&](const std::string& reason) {
            return failure(
                "", fmt::format("{}:{}: [rpcinterface:{}] {}", spec.origin.file, spec.origin.line, spec.name, reason));
        };
        const auto library = PluginLibrary::load(spec.plugin.library);
        if (!library) {
            return refuse(library.error());
        }
        const auto added = rpc_methods_of(library->table());
        if (!added) {
            return refuse("plugin " + spec.plugin.library +
                          " adds no methods (halberd.rpc/1); it belongs into an [eventlistener:x] section");
        }
        auto plugin = std::make_unique<Plugin>(spec, *library, daemon_for(spec.name, io, options, dispatcher, log));
        for (const RpcMethod& method : *added) {
            add_plugin_method(methods, control, spec.name, method.name, method.help, {method.required, method.most},
                              *plugin);
        }
        opened->plugins_.push_back(std::move(plugin));
        log.info("RPC interface '{}' initialized", spec.name);
    }
    return opened;
}

void RpcPlugins::begin() {
    for (const auto& plugin : plugins_) {
        if (const auto started = plugin->begin(); !started) {
            log_.critical("{}: {}; its methods will fail", plugin->name(), started.error().message());
        }
    }
}

bool RpcPlugins::close() {
    bool all_ended = true;
    for (const auto& plugin : plugins_) {
        if (!plugin->stop()) {
            log_.warn("{}: the plugin did not return; its thread is abandoned", plugin->name());
            all_ended = false;
        }
    }
    return all_ended;
}

} // namespace halberd
