#include "core/base/shown_text.hpp"

#include <fmt/format.h>

namespace halberd {

std::string shown_text(std::string_view text, std::size_t most) {
    std::string shown;
    for (const char c : text.substr(0, most)) {
        if (c == '\n') {
            shown += "\\n";
        } else if (c >= ' ' && c <= '~') {
            shown += c;
        } else {
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    return shown + (text.size() > most ? "..." : "");
}

} // namespace halberd
