#pragma once

#include "ctl/answers.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace halberd::ctl {

// The lines of `status`: name, state and description in columns. The name is padded to the longest one or 30, whichever
// is more, and three blanks; the state to ten. Widths count characters, not bytes. Supervisor: supervisorctl.py
// _show_statuses().
std::string format_status_table(std::span<const ProcessInfo> processes);

// How many characters a text of UTF-8 has.
std::size_t width_of(std::string_view text);

// `text` padded with blanks to `width` characters.
std::string padded(std::string text, std::size_t width);

} // namespace halberd::ctl
