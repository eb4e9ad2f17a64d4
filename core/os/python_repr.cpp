#include "core/os/python_repr.hpp"

#include <fmt/format.h>

namespace halberd {
namespace {

enum class HighBytes { AsTheyAre, Escaped };

std::string quoted(std::string_view name, HighBytes high_bytes) {
    const bool has_single = name.find('\'') != std::string_view::npos;
    const bool has_double = name.find('"') != std::string_view::npos;
    const char quote = has_single && !has_double ? '"' : '\'';
    std::string text(1, quote);
    for (const char byte : name) {
        if (byte == quote || byte == '\\') {
            text += '\\';
            text += byte;
        } else if (byte == '\n') {
            text += "\\n";
        } else if (byte == '\r') {
            text += "\\r";
        } else if (byte == '\t') {
            text += "\\t";
        } else if ((byte >= 0 && byte < ' ') || byte == '\x7f' || (byte < 0 && high_bytes == HighBytes::Escaped)) {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        } else {
            text += byte;
        }
    }
    return text += quote;
}

} // namespace

std::string python_repr(std::string_view name) {
    return quoted(name, HighBytes::AsTheyAre);
}

std::string python_bytes_repr(std::string_view bytes) {
    return "b" + quoted(bytes, HighBytes::Escaped);
}

} // namespace halberd
