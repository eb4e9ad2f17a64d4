#pragma once

#include "sdk/host/listener_loop.hpp"
#include "sdk/host/plugin_instance.hpp"

#include <halberd/plugin_abi.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// What the programs that run a plugin in a process of their own have in common.

// Writes one line on stderr, as one write, so that lines of several threads stay whole. [any thread]
void write_line_on_stderr(std::string_view line);

// The plugin gets the environment of the process, and its log is stderr.
HostServices services_of_own_process();

// The exit status when the plugin's command line ends the program: after -h, or when its arguments are wrong. What it
// prints then has been printed.
std::optional<int> end_by_command_line(const struct halberd_plugin& plugin, const std::string& name,
                                       const std::vector<std::string>& arguments);

// Moves stdin and stdout to descriptors of the channel that no child inherits, and puts /dev/null and stderr in their
// places: what the plugin prints can't disturb what the program says. Nothing when that fails; errno says why.
std::optional<ListenerChannel> take_over_stdio();

// What `len` of events counts, as the daemon tells it to its listeners.
wire::EventLength event_length_of(const std::map<std::string, std::string, std::less<>>& environment);

} // namespace halberd
