#include "sdk/xmlrpc/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace halberd::xmlrpc {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::int8_t Foreign = -1;
constexpr std::int8_t Blank = -2;

constexpr std::array<std::int8_t, 256> make_digits() {
    std::array<std::int8_t, 256> digits{};
    digits.fill(Foreign);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    for (const char blank : {' ', '\t', '\r', '\n'}) {
        digits[static_cast<unsigned char>(blank)] = Blank;
    }
    return digits;
}

constexpr std::array<std::int8_t, 256> digits = make_digits();

} // namespace

void append_base64(std::string& out, std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t count = bytes.size() < 3 ? bytes.size() : 3;
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= count ? alphabet[(group >> (18 - 6 * i)) & 63] : '=';
        }
        bytes.remove_prefix(count);
    }
}

std::optional<std::string> decode_base64(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    int count = 0; // digits in the group under way
    int padding = 0;
    for (const char character : text) {
        const std::int8_t digit = digits[static_cast<unsigned char>(character)];
        if (digit == Blank) {
            continue;
        }
        if (character == '=') {
            ++padding;
            continue;
        }
        if (digit == Foreign || padding > 0) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        if (++count == 4) {
            bytes += static_cast<char>(bits >> 16);
            bytes += static_cast<char>(bits >> 8);
            bytes += static_cast<char>(bits);
            count = 0;
        }
    }
    if ((count + padding) % 4 != 0 || count == 1) {
        return std::nullopt;
    }
    if (count >= 2) {
        bytes += static_cast<char>(bits >> (count == 2 ? 4 : 10));
    }
    if (count == 3) {
        bytes += static_cast<char>(bits >> 2);
    }
    return bytes;
}

} // namespace halberd::xmlrpc
