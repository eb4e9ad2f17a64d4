#pragma once

#include "ctl/answers.hpp"

#include <string>
#include <vector>

namespace halberd::ctl {

// The processes that names of processes and groups, patterns, and "all" mean, in the order of the names; all of them
// without names. Says which name nothing, and sets that exit status then. Two names may mean the same process.
std::vector<ProcessInfo> select_processes(Session& session, std::vector<ProcessInfo> all,
                                          const std::vector<std::string>& names, ExitStatus unknown);

} // namespace halberd::ctl
