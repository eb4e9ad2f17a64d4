#include "core/config/plugin_command.hpp"

#include "core/config/path_values.hpp"
#include "core/config/shell_words.hpp"

#include <filesystem>

namespace halberd {
namespace {

std::string find_library(const std::string& name, const std::vector<std::string>& search_path) {
    const std::string file = name.ends_with(".so") ? name : name + ".so";
    for (const std::string& folder : search_path) {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::path(folder) / file, ignored)) {
            return absolute_path(file, folder);
        }
    }
    return search_path.empty() ? file : absolute_path(file, search_path.front());
}

} // namespace

Result<PluginSpec> find_plugin(std::string_view text, const std::vector<std::string>& search_path,
                               const std::string& base_directory) {
    auto words = split_shell_words(text);
    if (!words) {
        return tl::unexpected(words.error());
    }
    if (words->empty()) {
        return failure("find", "the plugin has no name");
    }
    PluginSpec plugin;
    const std::string& name = words->front();
    const bool is_path = name.find('/') != std::string::npos;
    plugin.library = is_path ? absolute_path(name, base_directory) : find_library(name, search_path);
    plugin.arguments.assign(words->begin() + 1, words->end());
    return plugin;
}

std::string plugin_host_command(const std::string& plugin_host, const PluginSpec& plugin) {
    std::string command = quote_shell_word(plugin_host) + " " + quote_shell_word(plugin.library);
    for (const std::string& argument : plugin.arguments) {
        command += " " + quote_shell_word(argument);
    }
    return command;
}

} // namespace halberd
