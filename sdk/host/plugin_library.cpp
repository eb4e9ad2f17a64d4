#include "sdk/host/plugin_library.hpp"

#define BOOST_DLL_USE_STD_FS

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

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

Objection check_readable(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        const int error = errno;
        return std::string("can't be opened: ") + std::strerror(error) +
               (error == ENOENT ? "; give the path of an existing plugin" : "");
    }
    struct stat status {};
    const bool is_file = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    ::close(fd);
    return is_file ? Objection() : "is not a regular file; give the path of a plugin's .so file";
}

// Boost throws on any file that it can't read as ELF, and the kind of exception says nothing, so its text is kept.
Objection check_symbol(const std::string& path) {
    std::vector<std::string> symbols;
    try {
        symbols = boost::dll::library_info(path).symbols();
    } catch (const std::exception& e) {
        return std::string("is not a shared object of this machine (") + e.what() +
               "); a plugin is an ELF file made with halberd_add_plugin or with cc -shared";
    }
    if (std::find(symbols.begin(), symbols.end(), HALBERD_PLUGIN_SYMBOL) == symbols.end()) {
        return "is a shared object, but exports no symbol " HALBERD_PLUGIN_SYMBOL
               ", so it is no Halberd plugin; use HALBERD_PLUGIN in its source, and keep the symbol visible";
    }
    return {};
}

tl::expected<const halberd_plugin*, std::string> open_table(const std::string& path) {
    namespace load_mode = boost::dll::load_mode;
    // dlopen knows the flag, Boost's enumeration hands it through.
    const auto stay_loaded = static_cast<load_mode::type>(RTLD_NODELETE);
    try {
        // Without a folder in its name Boost looks in the current one, as it is meant here.
        boost::dll::shared_library library(path, load_mode::rtld_now | load_mode::rtld_local | stay_loaded);
        return &library.get<const halberd_plugin>(HALBERD_PLUGIN_SYMBOL);
    } catch (const std::exception& e) {
        return tl::unexpected(std::string("can't be loaded: ") + e.what());
    }
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
    if (const Objection objection = check_readable(path)) {
        return refuse(*objection);
    }
    if (const Objection objection = check_symbol(path)) {
        return refuse(*objection);
    }
    const auto table = open_table(path);
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
