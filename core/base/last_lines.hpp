#pragma once

#include <cstddef>
#include <string_view>

namespace halberd {

// The last `count` lines of a text, or all of it when there are no more. A line without its newline at the end is one.
std::string_view last_lines(std::string_view text, std::size_t count);

// The same text without its first line, of which the beginning is missing. A text that is a part of one line stays.
std::string_view without_cut_line(std::string_view text);

} // namespace halberd
