#pragma once

#include "ctl/session.hpp"

#include <string>

namespace halberd::ctl {

// Connects the console with a running process: what the process writes appears, and each line that the user enters goes
// to its stdin, until ^C, the end of the input, or the end of the process (seen at the next line). Supervisor:
// supervisorctl.py do_fg().
Outcome run_in_foreground(Session& session, const std::string& process);

} // namespace halberd::ctl
