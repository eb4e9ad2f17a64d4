#pragma once

#include "core/base/namespec.hpp"
#include "core/config/program_spec.hpp"

#include <map>
#include <string>
#include <vector>

namespace halberd {

using Environment = std::map<std::string, std::string, std::less<>>;

// What a program finds in its environment: the daemon's own, over it the SUPERVISOR_* variables, over these
// environment= of its section. `server_url` is the daemon's; serverurl= of the section wins; SUPERVISOR_SERVER_URL is
// left out when both are empty. Supervisor: process.py _spawn_as_child().
Environment child_environment(const Environment& daemon_environment, const Namespec& name, const ProcessSpec& spec,
                              const std::string& server_url);

// "NAME=value" for each variable.
std::vector<std::string> to_assignments(const Environment& environment);

// The variables of `environ`-style assignments; what has no "=" is left out.
Environment from_assignments(const char* const* assignments);

} // namespace halberd
