#pragma once

#include <halberd/plugin_abi.h>

#include <string>
#include <vector>

namespace halberd {

// Feeds the events of a file (see wire::read_event_script) to a plugin, as a supervisor would, and prints on stdout
// what became of each: "NAME SERIAL: OK", "NAME SERIAL: FAIL: why" or "NAME SERIAL: FATAL: why". What the plugin logs
// or prints appears on stderr. An event that failed is not played again; FATAL ends the play.
//
// Returns the exit status of the program: 0 when every event was OK, 1 when one was not, 2 when the plugin or the play
// can't be started, which is said on stderr; or the status of the plugin's own command line (-h).
int play_events(const struct halberd_plugin& plugin, const std::string& name, const std::vector<std::string>& arguments,
                const std::string& path);

} // namespace halberd
