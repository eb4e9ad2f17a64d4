#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halberd {

// Text of a file as it can be shown on any terminal.

// `text` with each character that a terminal would act upon (control characters, marks that change the direction of
// writing) and each byte that is no UTF-8 written as \n, \x1b, \u202e; a tab becomes a blank.
std::string visible_text(std::string_view text);

// Two lines: the line of a file behind its number, and a caret below the character `column`, from 1; one line when
// `column` is 0. Of a line wider than `width` only the part around the caret is shown.
//
//       12 | startsecs=x
//          |           ^
std::string source_excerpt(std::string_view line, int number, int column, std::size_t width = 100);

} // namespace halberd
