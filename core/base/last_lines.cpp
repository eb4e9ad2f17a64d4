#include "core/base/last_lines.hpp"

namespace halberd {

std::string_view last_lines(std::string_view text, std::size_t count) {
    if (count == 0) {
        return {};
    }
    std::size_t begin = text.size();
    for (std::size_t found = 0; begin > 0; --begin) {
        const bool ends_line = text[begin - 1] == '\n' && begin < text.size();
        if (ends_line && ++found == count) {
            break;
        }
    }
    return text.substr(begin);
}

std::string_view without_cut_line(std::string_view text) {
    const std::size_t newline = text.find('\n');
    return newline == std::string_view::npos || newline + 1 == text.size() ? text : text.substr(newline + 1);
}

} // namespace halberd
