#pragma once

#include "sdk/host/plugin_library.hpp"
#include "sdk/wire/event_envelope.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd {

// What the plugin gets from whoever hosts it.
struct HostServices {
    // One line for the listener's stderr log. Called from any thread.
    std::function<void(int level, std::string_view line)> log;

    // The environment of the listener.
    std::map<std::string, std::string, std::less<>> variables;

    // Calls a method of the daemon (halberd.daemon/1) and waits for its answer, both XML-RPC documents; nothing when
    // there will be none. Empty where there is no daemon.
    std::function<std::optional<std::string>(std::string_view request)> call_daemon;
};

// A running instance of a plugin behind the C table: create, handle, destroy. The standalone programs,
// halberd-plugin-host and the daemon's plugin worker all use this class, so that the three forms behave alike.
//
// Not thread-safe: create(), handle() and the destructor belong on the one thread of the plugin.
class PluginInstance {
 public:
    struct Outcome {
        enum class Result { Ok, Fail, Fatal };
        Result result = Result::Ok;
        std::string error; // for Fail and Fatal
    };

    // `arguments` are those after the plugin's name. The error is the plugin's own text.
    static tl::expected<std::unique_ptr<PluginInstance>, std::string> create(const struct halberd_plugin& plugin,
                                                                             std::string name,
                                                                             std::vector<std::string> arguments,
                                                                             HostServices services);
    ~PluginInstance();
    PluginInstance(const PluginInstance&) = delete;
    PluginInstance& operator=(const PluginInstance&) = delete;

    Outcome handle(const wire::EventHeader& header, std::string_view payload);

    // Has a plugin that has halberd.rpc/1 carry out a call; both are XML-RPC documents. The error is its text.
    tl::expected<std::string, std::string> call(std::string_view request);

 private:
    explicit PluginInstance(const struct halberd_plugin& plugin);

    struct Host;
    const struct halberd_plugin& plugin_;
    std::unique_ptr<Host> host_;
    void* self_ = nullptr;
};

} // namespace halberd
