#include "sdk/host/plugin_library.hpp"

#include "sdk/host/loaded_objects.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace halberd {
namespace {

// What keeps a file or a table from being a plugin of ours; nothing when all is well.
using Objection = std::optional<std::string>;

// The size of the table in ABI 1.0: what every plugin of major 1 has at least.
constexpr std::size_t first_table_size =
    offsetof(halberd_plugin, get_extension) + sizeof(halberd_plugin::get_extension);

std::string host_version() {
    return std::to_string(HALBERD_ABI_MAJOR) + "." + std::to_string(HALBERD_ABI_MINOR);
}

Objection check_version(const halberd_plugin& table) {
    const std::string wanted = std::to_string(table.abi_major) + "." + std::to_string(table.abi_minor_needed);
    if (table.abi_major != HALBERD_ABI_MAJOR) {
        return "was built for plugin ABI " + wanted + ", and this is a host for ABI " + host_version() +
               ": the major numbers differ; build it with this host's SDK";
    }
    if (table.abi_minor_needed > HALBERD_ABI_MINOR) {
        return "needs plugin ABI " + wanted + " or later, and this is a host for ABI " + host_version() +
               "; update Halberd, or build the plugin with this host's SDK";
    }
    return {};
}

Objection check_table(const halberd_plugin& table) {
    if (table.struct_size < first_table_size) {
        return "says that its table has " + std::to_string(table.struct_size) + " bytes, and ABI " + host_version() +
               " needs " + std::to_string(first_table_size) +
               "; set struct_size to sizeof(struct halberd_plugin) and build it again";
    }
    const std::pair<const char*, bool> required[] = {
        {"id", table.id != nullptr},           {"version", table.version != nullptr},
        {"summary", table.summary != nullptr}, {"create", table.create != nullptr},
        {"handle", table.handle != nullptr},   {"destroy", table.destroy != nullptr},
    };
    for (const auto& [member, is_set] : required) {
        if (!is_set) {
            return std::string("has no ") + member + " in its table, which every plugin needs";
        }
    }
    return {};
}

} // namespace

tl::expected<PluginLibrary, std::string> PluginLibrary::load(const std::string& path) {
    const auto refuse = [&](const std::string& objection) {
        return tl::unexpected("plugin " + path + " " + objection);
    };
    const auto table = load_plugin_table(path);
    if (!table) {
        return refuse(table.error());
    }
    if (const Objection objection = check_version(**table)) {
        return refuse(*objection);
    }
    if (const Objection objection = check_table(**table)) {
        return refuse(*objection);
    }
    return PluginLibrary(path, *table);
}

} // namespace halberd
