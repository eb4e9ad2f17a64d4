#pragma once

#include "ctl/options.hpp"

namespace halberd::ctl {

// Runs the action, or the shell, against the server that the options name, and returns the exit status. After ^C
// during an action it does not return: the process ends by SIGINT, as its caller expects.
int run_program(const Options& options);

} // namespace halberd::ctl
