#include "core/base/percent_encoding.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <optional>

namespace halberd {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.-~/").find(c) != std::string_view::npos;
}

std::optional<char> hexadecimal_byte(std::string_view digits) {
    unsigned value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (digits.size() != 2 || error != std::errc() || stop != end) {
        return std::nullopt;
    }
    return static_cast<char>(value);
}

} // namespace

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

std::string percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' ? hexadecimal_byte(text.substr(i + 1, 2)) : std::nullopt;
        decoded += byte.value_or(text[i]);
        i += byte ? 2 : 0;
    }
    return decoded;
}

} // namespace halberd
