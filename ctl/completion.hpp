#pragma once

#include "core/base/namespec.hpp"
#include "ctl/command.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// What TAB offers, without a terminal. Supervisor: supervisorctl.py complete().

// The words that may stand where `up_to_cursor` ends: commands at the beginning, then what the command takes. The
// processes are asked for only when they matter.
std::vector<std::string> completions(std::string_view up_to_cursor, std::span<const Command> commands,
                                     const std::function<std::vector<Namespec>()>& processes);

// What to insert at the cursor: the beginning that all candidates share beyond what is typed; with a single candidate
// also the blank behind it.
std::string completion_of(std::string_view up_to_cursor, const std::vector<std::string>& candidates);

} // namespace halberd::ctl
