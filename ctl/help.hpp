#pragma once

#include "ctl/command.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// The list of topics that `help` alone shows: Supervisor's commands as Supervisor lists them, then ours.
std::string help_overview(std::span<const Command> commands);

// `words` in columns, filled column by column, within `width` characters, as Python's cmd.py columnize() lays them out;
// lines end in a line feed.
std::string columns(const std::vector<std::string_view>& words, std::size_t width);

} // namespace halberd::ctl
