#include "core/config/foreign_plugins.hpp"

#include "core/base/error.hpp"
#include "core/config/plugin_command.hpp"
#include "core/config/program_members.hpp"
#include "core/config/shell_words.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <span>
#include <utility>

namespace halberd {
namespace {

constexpr std::string_view factory_key = "supervisor.rpcinterface_factory";
constexpr std::string_view standard_factory = "supervisor.rpcinterface:make_main_rpcinterface";
constexpr std::string_view ctl_factory_key = "supervisor.ctl_factory";
constexpr std::string_view standard_ctl_factory = "supervisor.supervisorctl:DefaultControllerPlugin";
constexpr std::string_view standard_section = "rpcinterface:supervisor";

// Names that the daemon has methods under itself.
constexpr std::array own_namespaces{"supervisor", "system", "halberd"};

// A Python factory in whose place a plugin of ours does the same.
constexpr std::string_view twiddler_factory = "supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface";
constexpr std::string_view twiddler_plugin = "twiddler";

struct Interface {
    std::string factory;
    std::string plugin;
    std::string whitelist; // of supervisor_twiddler
};

constexpr Key<Interface> interface_keys[] = {
    {factory_key, read<parse_text, &Interface::factory>},
    {"plugin", read<parse_text, &Interface::plugin>},
    {"whitelist", read<parse_text, &Interface::whitelist>},
};

class InterfaceSection {
 public:
    InterfaceSection(const ReadContext& context, const IniSection& section, const ServerOptions& server)
        : context_(context), section_(section), server_(server), reader_(context, section) {}

    std::optional<RpcPluginSpec> read() {
        reader_.read(std::span<const Key<Interface>>(interface_keys), values_);
        if (reader_.has_failed()) {
            return std::nullopt;
        }
        if (reader_.find("plugin") != nullptr) {
            if (reader_.find("whitelist") != nullptr) {
                reader_.warning("whitelist",
                                "means nothing beside plugin=", "write plugin=twiddler --whitelist=METHODS");
            }
            return read_plugin("plugin", values_.plugin);
        }
        if (values_.factory == twiddler_factory) {
            const std::string whitelist =
                values_.whitelist.empty() ? "" : " --whitelist=" + quote_shell_word(values_.whitelist);
            return read_plugin(factory_key, std::string(twiddler_plugin) + whitelist);
        }
        check_factory();
        return std::nullopt;
    }

 private:
    std::optional<RpcPluginSpec> read_plugin(std::string_view key, const std::string& text) {
        std::string name = program_name(section_);
        if (std::find(own_namespaces.begin(), own_namespaces.end(), name) != own_namespaces.end()) {
            reader_.error(key, fmt::format("the methods {}.* are the daemon's own", name),
                          "name the section otherwise: what follows rpcinterface: is the namespace");
            return std::nullopt;
        }
        auto plugin = find_plugin(text, server_.plugin_path, context_.values.base_directory);
        if (!plugin) {
            reader_.error(key, plugin.error().detail, "write NAME or /path/NAME.so, then its arguments");
            return std::nullopt;
        }
        if (::access(plugin->library.c_str(), R_OK) != 0) {
            reader_.error(key, plugin->library + " can't be read: " + errno_text(errno),
                          "name an existing plugin, or correct plugin_path= of [supervisord]");
            return std::nullopt;
        }
        return RpcPluginSpec{std::move(name), std::move(*plugin), section_.origin};
    }

    void check_factory() {
        if (reader_.find(factory_key) == nullptr) {
            reader_.missing(fmt::format("the section does not specify a {}", factory_key),
                            fmt::format("add {} = {}", factory_key, standard_factory));
        } else if (values_.factory != standard_factory) {
            reader_.error(factory_key,
                          fmt::format("{} cannot be resolved: Python interfaces are not supported", values_.factory),
                          "remove the section, or name a plugin that does the same: plugin=NAME; an event listener can "
                          "call supervisor.* methods as well");
        } else if (section_.name != standard_section) {
            reader_.warning("", "the section is ignored: the methods are served as supervisor.*",
                            fmt::format("name it [{}]", standard_section));
        }
    }

    const ReadContext& context_;
    const IniSection& section_;
    const ServerOptions& server_;
    SectionReader reader_;
    Interface values_;
};

} // namespace

std::vector<RpcPluginSpec> read_rpc_interfaces(const ReadContext& context, const ServerOptions& server) {
    std::vector<RpcPluginSpec> plugins;
    for (const IniSection& section : context.document.sections()) {
        if (section.name.starts_with("rpcinterface:")) {
            if (auto plugin = InterfaceSection(context, section, server).read()) {
                plugins.push_back(std::move(*plugin));
            }
        }
    }
    return plugins;
}

void check_ctl_plugins(const IniDocument& document, Diagnostic::Severity severity, Diagnostics& diagnostics) {
    for (const IniSection& section : document.sections()) {
        if (!section.name.starts_with("ctlplugin:")) {
            continue;
        }
        const IniEntry* factory = section.find(ctl_factory_key);
        if (factory != nullptr && factory->value == standard_ctl_factory) {
            continue;
        }
        const Origin origin = factory != nullptr ? factory->place_of(0) : section.origin;
        const std::string message =
            about(section.name, factory != nullptr ? ctl_factory_key : "") +
            fmt::format("{} cannot be loaded: supervisorctl runs no Python plugins",
                        factory != nullptr ? factory->value : "a section without " + std::string(ctl_factory_key));
        const std::string hint =
            "remove the section; a script can call the same methods by XML-RPC, at serverurl= of [supervisorctl]";
        if (severity == Diagnostic::Severity::Error) {
            diagnostics.error(origin, message, hint);
        } else {
            diagnostics.warning(origin, message, hint);
        }
    }
}

} // namespace halberd
