#include "core/config/foreign_plugins.hpp"

#include <fmt/format.h>

namespace halberd {
namespace {

constexpr std::string_view factory_key = "supervisor.rpcinterface_factory";
constexpr std::string_view standard_factory = "supervisor.rpcinterface:make_main_rpcinterface";
constexpr std::string_view ctl_factory_key = "supervisor.ctl_factory";
constexpr std::string_view standard_ctl_factory = "supervisor.supervisorctl:DefaultControllerPlugin";
constexpr std::string_view standard_section = "rpcinterface:supervisor";

struct Interface {
    std::string factory;
};

constexpr Key<Interface> interface_key{factory_key, read<parse_text, &Interface::factory>};

void check_rpc_interface(const ReadContext& context, const IniSection& section) {
    SectionReader reader(context, section);
    Interface values;
    reader.read(interface_key, values);
    if (reader.has_failed()) {
        return;
    }
    if (reader.find(factory_key) == nullptr) {
        reader.missing(fmt::format("the section does not specify a {}", factory_key),
                       fmt::format("add {} = {}", factory_key, standard_factory));
    } else if (values.factory != standard_factory) {
        reader.error(factory_key,
                     fmt::format("{} cannot be resolved: Python interfaces are not supported", values.factory),
                     "remove the section; an event listener can call supervisor.* methods instead");
    } else if (section.name != standard_section) {
        reader.warning("", "the section is ignored: the methods are served as supervisor.*",
                       fmt::format("name it [{}]", standard_section));
    }
}

} // namespace

void check_rpc_interfaces(const ReadContext& context) {
    for (const IniSection& section : context.document.sections()) {
        if (section.name.starts_with("rpcinterface:")) {
            check_rpc_interface(context, section);
        }
    }
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
