#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace halberd {

// What Python's str calls white space, on UTF-8 text: beside the ASCII blanks also U+001C to U+001F, U+0085, U+00A0 and
// the Unicode space separators. All functions expect valid UTF-8 and count in bytes unless they say otherwise.

// A character, and how many bytes it takes; 0 bytes where the text is not valid UTF-8.
struct Utf8Character {
    std::uint32_t code = 0;
    std::size_t size = 0;
};

// The first character of `text`, which must not be empty, but need not be valid.
Utf8Character first_character(std::string_view text);

// The number of characters in `text`.
std::size_t count_characters(std::string_view text);

// The offset of the first byte that is not part of valid UTF-8; npos when all of it is.
std::size_t find_invalid_utf8(std::string_view text);

// `text` without the white space at its end, at its start, or at both. Python: str.rstrip(), lstrip(), strip().
std::string_view strip_right(std::string_view text);
std::string_view strip_left(std::string_view text);
std::string_view strip(std::string_view text);

// True when the last character of `text` is white space.
bool ends_in_space(std::string_view text);

// The number of characters, not bytes, of white space that `text` starts with.
int indent_of(std::string_view text);

} // namespace halberd
