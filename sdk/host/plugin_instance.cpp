#include "sdk/host/plugin_instance.hpp"

#include <halberd/rpc_abi.h>

#include <array>
#include <cstdio>
#include <exception>
#include <utility>

namespace halberd {
namespace {

// Room for a plugin's error text. A longer one is cut off by the plugin.
using ErrorText = std::array<char, 2048>;

std::string to_string(ErrorText& text) {
    text.back() = '\0'; // a plugin that forgot it
    return text.data();
}

std::string_view to_view(halberd_string text) {
    return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

halberd_string to_abi(std::string_view text) {
    return {text.data(), text.size()};
}

// Calls a function of the plugin. That no exception may leave it is its author's duty, which the macro HALBERD_PLUGIN
// fulfils; one that does nevertheless is `otherwise`, as far as the code that it left lets it through.
template <class Answer, class Function>
Answer guarded(ErrorText& error, Answer otherwise, Function function) {
    try {
        return function();
    } catch (const std::exception& e) {
        std::snprintf(error.data(), error.size(), "an exception left the plugin: %s", e.what());
    } catch (...) {
        std::snprintf(error.data(), error.size(), "an exception of unknown type left the plugin");
    }
    return otherwise;
}

} // namespace

// The host's side of an instance: what the plugin holds pointers to from create to destroy.
struct PluginInstance::Host {
    HostServices services;
    std::string name;
    std::vector<std::string> arguments;
    halberd_host table{};

    Host(std::string plugin_name, std::vector<std::string> plugin_arguments, HostServices host_services)
        : services(std::move(host_services)), name(std::move(plugin_name)), arguments(std::move(plugin_arguments)) {
        table.struct_size = sizeof table;
        table.context = this;
        table.log = log;
        table.get_variable = get_variable;
        table.get_extension = get_extension;
    }

    static void log(void* context, int level, halberd_string message) {
        static_cast<Host*>(context)->services.log(level, to_view(message));
    }

    static int get_variable(void* context, halberd_string variable, halberd_string* value) {
        const auto& variables = static_cast<Host*>(context)->services.variables;
        const auto found = variables.find(to_view(variable));
        if (found == variables.end()) {
            return 0;
        }
        *value = to_abi(found->second);
        return 1;
    }

    static const void* get_extension(void* context, const char* id) {
        static constexpr halberd_daemon daemon = {sizeof(halberd_daemon), 0, call_daemon};
        const bool has_daemon = static_cast<Host*>(context)->services.call_daemon != nullptr;
        return has_daemon && std::string_view(id) == HALBERD_DAEMON_EXTENSION ? &daemon : nullptr;
    }

    static int call_daemon(void* host, halberd_string request, void* context, halberd_take_document answer) {
        const auto document = static_cast<Host*>(host)->services.call_daemon(to_view(request));
        if (!document) {
            return 0;
        }
        answer(context, to_abi(*document));
        return 1;
    }
};

PluginInstance::PluginInstance(const halberd_plugin& plugin) : plugin_(plugin) {}

PluginInstance::~PluginInstance() {
    if (self_ != nullptr) {
        ErrorText error{};
        guarded(error, 0, [&] {
            plugin_.destroy(self_);
            return 0;
        });
    }
}

tl::expected<std::unique_ptr<PluginInstance>, std::string> PluginInstance::create(const halberd_plugin& plugin,
                                                                                  std::string name,
                                                                                  std::vector<std::string> arguments,
                                                                                  HostServices services) {
    std::unique_ptr<PluginInstance> instance(new PluginInstance(plugin));
    instance->host_ = std::make_unique<Host>(std::move(name), std::move(arguments), std::move(services));
    Host& host = *instance->host_;

    std::vector<const char*> argv{host.name.c_str()};
    for (const std::string& argument : host.arguments) {
        argv.push_back(argument.c_str());
    }
    const int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);

    ErrorText error{};
    void* const failed = nullptr;
    instance->self_ = guarded(
        error, failed, [&] { return plugin.create(&host.table, argc, argv.data(), error.data(), error.size()); });
    if (instance->self_ == nullptr) {
        const std::string reason = to_string(error);
        return tl::unexpected(reason.empty() ? "plugin " + host.name + " failed to start and gave no reason" : reason);
    }
    return instance;
}

PluginInstance::Outcome PluginInstance::handle(const wire::EventHeader& header, std::string_view payload) {
    halberd_event event{};
    event.struct_size = sizeof event;
    event.server = to_abi(header.server);
    event.pool = to_abi(header.pool);
    event.name = to_abi(header.event_name);
    event.serial = header.serial;
    event.pool_serial = header.pool_serial;
    event.payload = to_abi(payload);

    ErrorText error{};
    const int result = guarded(error, static_cast<int>(HALBERD_FAIL),
                               [&] { return plugin_.handle(self_, &event, error.data(), error.size()); });
    switch (result) {
        case HALBERD_OK:
            return {};
        case HALBERD_FAIL:
            return {Outcome::Result::Fail, to_string(error)};
        case HALBERD_FATAL:
            return {Outcome::Result::Fatal, to_string(error)};
        default:
            return {Outcome::Result::Fail,
                    "plugin " + host_->name + " answered " + std::to_string(result) + ", which is no result"};
    }
}

tl::expected<std::string, std::string> PluginInstance::call(std::string_view request) {
    const void* extension = plugin_.get_extension != nullptr ? plugin_.get_extension(HALBERD_RPC_EXTENSION) : nullptr;
    if (extension == nullptr) {
        return tl::unexpected("plugin " + host_->name + " has no methods");
    }
    const auto& rpc = *static_cast<const halberd_rpc*>(extension);
    std::string document;
    const auto take = [](void* context, halberd_string answer) {
        static_cast<std::string*>(context)->assign(to_view(answer));
    };
    ErrorText error{};
    const int answered = guarded(
        error, 0, [&] { return rpc.call(self_, to_abi(request), &document, take, error.data(), error.size()); });
    if (answered == 0) {
        const std::string reason = to_string(error);
        return tl::unexpected(reason.empty() ? "plugin " + host_->name + " gave no answer and no reason" : reason);
    }
    return document;
}

} // namespace halberd
