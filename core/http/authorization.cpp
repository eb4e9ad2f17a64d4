#include "core/http/authorization.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>

namespace halberd {
namespace {

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int bit_count = 0;
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes += static_cast<char>((bits >> bit_count) & 0xff);
        }
    }
    return bytes;
}

// "Basic dTpw" -> "dTpw" for the scheme "basic "; nothing for another scheme.
std::optional<std::string_view> after_scheme(std::string_view header, std::string_view scheme) {
    const std::string_view start = header.substr(0, scheme.size());
    const bool matches = std::equal(start.begin(), start.end(), scheme.begin(), scheme.end(),
                                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    if (!matches) {
        return std::nullopt;
    }
    std::string_view rest = header.substr(scheme.size());
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
    }
    while (rest.ends_with(' ')) {
        rest.remove_suffix(1);
    }
    return rest;
}

} // namespace

Authorization parse_authorization(std::string_view header) {
    using Scheme = Authorization::Scheme;
    if (const auto token = after_scheme(header, "bearer ")) {
        return {Scheme::Bearer, {}, std::string(*token)};
    }
    const auto cookie = after_scheme(header, "basic ");
    if (!cookie) {
        return {};
    }
    const auto decoded = decode_base64(*cookie);
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return {Scheme::Malformed, {}, {}};
    }
    return {Scheme::Basic, decoded->substr(0, colon), decoded->substr(colon + 1)};
}

} // namespace halberd
