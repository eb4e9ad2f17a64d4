#include "core/os/python_repr.hpp"

#include <fmt/format.h>

namespace halberd {

std::string python_repr(std::string_view name) {
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
        } else if ((byte >= 0 && byte < ' ') || byte == '\x7f') {
            text += fmt::format("\\x{:02x}", byte);
        } else {
            text += byte;
        }
    }
    return text += quote;
}

} // namespace halberd
