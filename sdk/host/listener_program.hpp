#pragma once

#include <halberd/plugin_abi.h>

#include <string>
#include <vector>

namespace halberd {

// All that the program of a plugin does, from its arguments to its exit status, which is returned: what the plugin's
// own program and halberd-plugin-host have in common.
//
// A plugin whose command line ends the program at once (-h, a usage error) does so. Otherwise the process must be run
// by a supervisor (SUPERVISOR_SERVER_URL is set), else it says so and the status is 1. stdin and stdout become the
// protocol's alone: whatever the plugin, or a command that it runs, prints on stdout appears on stderr, and reads
// nothing from stdin. When the plugin can't start its text goes to stderr and the status is 2. Signals keep their
// meaning: SIGTERM ends the program.
//
// `name` is what the plugin sees as argv[0]; `arguments` are those after it. To be called once, from main.
int run_listener_program(const struct halberd_plugin& plugin, const std::string& name,
                         const std::vector<std::string>& arguments);

} // namespace halberd
