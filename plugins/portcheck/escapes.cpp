#include "plugins/portcheck/escapes.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace halberd::portcheck {
namespace {

constexpr std::size_t most_shown = 80;

struct Escape {
    char letter;
    char byte;
};
constexpr Escape escapes[] = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'\\', '\\'}};

// The byte of "xHH"; nothing for another text.
std::optional<char> hexadecimal(std::string_view text) {
    unsigned value = 0;
    if (text.size() != 3 || text[0] != 'x') {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    return error == std::errc() && end == text.data() + 3 ? std::optional(static_cast<char>(value)) : std::nullopt;
}

} // namespace

std::optional<std::string> unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            bytes += text[at];
            continue;
        }
        if (const auto byte = hexadecimal(text.substr(at + 1, 3))) {
            bytes += *byte;
            at += 3;
            continue;
        }
        bool known = false;
        for (const Escape& escape : escapes) {
            if (at + 1 < text.size() && text[at + 1] == escape.letter) {
                bytes += escape.byte;
                known = true;
            }
        }
        if (!known) {
            return std::nullopt;
        }
        ++at;
    }
    return bytes;
}

std::string shown(std::string_view bytes) {
    std::string text;
    for (const char c : bytes.substr(0, most_shown)) {
        if (c >= 0x20 && c < 0x7F && c != '\\') {
            text += c;
        } else if (c == '\r' || c == '\n' || c == '\\') {
            text += c == '\r' ? "\\r" : c == '\n' ? "\\n" : "\\\\";
        } else {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            text += hex.data();
        }
    }
    return bytes.size() > most_shown ? text + "…" : text;
}

} // namespace halberd::portcheck
