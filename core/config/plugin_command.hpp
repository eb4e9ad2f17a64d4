#pragma once

#include "core/base/error.hpp"
#include "core/config/program_spec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The plugin that `text`, the value of plugin=, names. A word with a '/' is a path, relative to `base_directory`; any
// other is looked for as NAME.so in the folders of `search_path`. Where none is found, `library` is the path in the
// first folder: that the plugin cannot be loaded is found out, and said, when its listener starts. Fails when `text`
// has no word, or quotes that do not close.
Result<PluginSpec> find_plugin(std::string_view text, const std::vector<std::string>& search_path,
                               const std::string& base_directory);

// The command that runs `plugin` in a process of its own, by the program `plugin_host`.
std::string plugin_host_command(const std::string& plugin_host, const PluginSpec& plugin);

} // namespace halberd
