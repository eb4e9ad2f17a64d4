#pragma once

#include <halberd/plugin_abi.h>

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// How a plugin's command line ends its program, after -h or when its arguments are wrong.
struct CommandLineEnd {
    int status = 0;
    std::string out; // for stdout, newlines included
    std::string err; // for stderr
};

// Asks the plugin (halberd.command_line/1). Nothing when it has no opinion, or would start with these arguments.
std::optional<CommandLineEnd> check_command_line(const struct halberd_plugin& plugin, const std::string& name,
                                                 const std::vector<std::string>& arguments);

} // namespace halberd
