#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halberd::portcheck {

// The bytes of a text that an option gives: \r, \n, \t, \0, \\ and \xHH stand for bytes. Nothing when another character
// follows a backslash.
std::optional<std::string> unescaped(std::string_view text);

// Bytes that came from outside as a text for people, in one line: what is not printable ASCII becomes an escape, and of
// long ones the beginning is shown.
std::string shown(std::string_view bytes);

} // namespace halberd::portcheck
