#pragma once

#include "ctl/answers.hpp"

#include <span>
#include <string>

namespace halberd::ctl {

// Processes for programs, on one line: an array with an object each, which has name, group, state ("RUNNING"), pid (0:
// it does not run), description (what `status` shows), start, stop and now (seconds since 1970; 0: never), exitstatus,
// spawnerr, stdout_logfile and stderr_logfile.
std::string processes_json(std::span<const ProcessInfo> processes);

} // namespace halberd::ctl
