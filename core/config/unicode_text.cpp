#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace halberd {
namespace {

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

Utf8Character last_character(std::string_view text) {
    std::size_t start = text.size() - 1;
    while (start > 0 && is_continuation(text[start])) {
        --start;
    }
    return first_character(text.substr(start));
}

bool is_space(std::uint32_t code) {
    return (code >= 0x09 && code <= 0x0D) || (code >= 0x1C && code <= 0x20) || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
           code == 0x205F || code == 0x3000;
}

// Whether the next eight bytes are there and are ASCII, as nearly all of a file is.
bool is_ascii_word(std::string_view text) {
    std::uint64_t word = 0;
    if (text.size() < sizeof word) {
        return false;
    }
    std::memcpy(&word, text.data(), sizeof word);
    return (word & 0x8080808080808080U) == 0;
}

} // namespace

Utf8Character first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) {
        return {};
    }
    std::uint32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(text[i])) {
            return {};
        }
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    const bool is_overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (is_overlong || is_surrogate || code > 0x10FFFF) {
        return {};
    }
    return {code, size};
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::size_t find_invalid_utf8(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        if (is_ascii_word(text.substr(offset))) {
            offset += sizeof(std::uint64_t);
            continue;
        }
        const std::size_t size = first_character(text.substr(offset)).size;
        if (size == 0) {
            return offset;
        }
        offset += size;
    }
    return std::string_view::npos;
}

std::string_view strip_right(std::string_view text) {
    while (ends_in_space(text)) {
        text.remove_suffix(last_character(text).size);
    }
    return text;
}

std::string_view strip_left(std::string_view text) {
    while (!text.empty() && is_space(first_character(text).code)) {
        text.remove_prefix(first_character(text).size);
    }
    return text;
}

std::string_view strip(std::string_view text) {
    return strip_left(strip_right(text));
}

bool ends_in_space(std::string_view text) {
    return !text.empty() && is_space(last_character(text).code);
}

int indent_of(std::string_view text) {
    int count = 0;
    while (!text.empty() && is_space(first_character(text).code)) {
        text.remove_prefix(first_character(text).size);
        ++count;
    }
    return count;
}

} // namespace halberd
