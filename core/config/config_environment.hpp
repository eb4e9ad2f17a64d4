#pragma once

#include "core/config/program_table.hpp"

#include <map>
#include <string>
#include <vector>

namespace halberd {

// The environment variables of this process.
std::map<std::string, std::string> present_variables();

// The environment of this process, for a program that reads configurations as supervisord does: its variables, the
// host, the present folder, and the folders of the installation that the program belongs to. `event_names` is what
// events= may list.
ConfigEnvironment present_environment(std::vector<std::string> event_names);

} // namespace halberd
