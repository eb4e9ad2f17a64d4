#include "core/config/foreign_plugins.hpp"

#include <fmt/format.h>

namespace halberd {
namespace {

constexpr std::string_view factory_key = "supervisor.rpcinterface_factory";
constexpr std::string_view standard_factory = "supervisor.rpcinterface:make_main_rpcinterface";
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
        reader.error("", fmt::format("the section does not specify a {}", factory_key),
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

void check_foreign_plugins(const ReadContext& context) {
    for (const IniSection& section : context.document.sections()) {
        if (section.name.starts_with("rpcinterface:")) {
            check_rpc_interface(context, section);
        } else if (section.name.starts_with("ctlplugin:")) {
            context.diagnostics.warning(
                section.origin,
                about(section.name, "") + "Python plugins of supervisorctl are not supported, the section is ignored",
                "remove the section");
        }
    }
}

} // namespace halberd
