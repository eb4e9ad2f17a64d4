#pragma once

#include "ctl/session.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace halberd::ctl {

// Restarts processes `at_a_time` by `at_a_time`: the next ones when those before are RUNNING again. Ends at the first
// that is not, with the exit status that `start` has for it, and says which were left alone. Groups and "all" stand for
// their processes.
Outcome restart_rolling(Session& session, const std::vector<std::string>& names, std::size_t at_a_time);

} // namespace halberd::ctl
