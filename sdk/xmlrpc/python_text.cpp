#include "sdk/xmlrpc/python_text.hpp"

#include <array>
#include <cstdio>

namespace halberd::xmlrpc {
namespace {

enum class HighBytes { AsTheyAre, Escaped };

std::string escaped(char character, char quote, HighBytes high_bytes) {
    switch (character) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            break;
    }
    if (character == quote || character == '\\') {
        return {'\\', character};
    }
    const auto code = static_cast<unsigned char>(character);
    if (code >= 0x20 && code != 0x7f && (code < 0x80 || high_bytes == HighBytes::AsTheyAre)) {
        return {character};
    }
    std::array<char, 5> text{};
    std::snprintf(text.data(), text.size(), "\\x%02x", code);
    return text.data();
}

// In single quotes, or in double ones where that spares an escape.
std::string quoted(std::string_view text, HighBytes high_bytes) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown(1, quote);
    for (const char character : text) {
        shown += escaped(character, quote, high_bytes);
    }
    return shown + quote;
}

} // namespace

std::string python_repr(std::string_view text) {
    return quoted(text, HighBytes::AsTheyAre);
}

std::string python_bytes_repr(std::string_view bytes) {
    return "b" + quoted(bytes, HighBytes::Escaped);
}

} // namespace halberd::xmlrpc
