#include "core/http/basic_auth.hpp"

#include <fmt/format.h>
#include <boost/uuid/detail/sha1.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace halberd {
namespace {

constexpr std::string_view sha_mark = "{SHA}";

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

std::string sha1_hexadecimal(std::string_view text) {
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(text.data(), text.size());
    boost::uuids::detail::sha1::digest_type digest;
    hash.get_digest(digest);
    std::string hexadecimal;
    for (const unsigned word : digest) {
        hexadecimal += fmt::format("{:08x}", word);
    }
    return hexadecimal;
}

// Looks at every byte of `given`, whatever the earlier ones were.
bool equal_in_constant_time(std::string_view given, std::string_view expected) {
    std::size_t difference = given.size() ^ expected.size();
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char other = expected.empty() ? '\0' : expected[i % expected.size()];
        difference |= static_cast<unsigned char>(given[i] ^ other);
    }
    return difference == 0;
}

// "Basic dTpw" -> "dTpw"; nothing for another scheme.
std::optional<std::string_view> basic_cookie(std::string_view authorization) {
    constexpr std::string_view scheme = "basic ";
    const std::string_view start = authorization.substr(0, scheme.size());
    const bool matches = std::equal(start.begin(), start.end(), scheme.begin(), scheme.end(),
                                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    if (!matches) {
        return std::nullopt;
    }
    std::string_view cookie = authorization.substr(scheme.size());
    while (cookie.starts_with(' ')) {
        cookie.remove_prefix(1);
    }
    while (cookie.ends_with(' ')) {
        cookie.remove_suffix(1);
    }
    return cookie;
}

} // namespace

BasicAuth::BasicAuth(HttpCredentials credentials) : credentials_(std::move(credentials)) {}

BasicAuth::Verdict BasicAuth::check(std::string_view authorization) const {
    const auto cookie = basic_cookie(authorization);
    if (!cookie) {
        return Verdict::Denied;
    }
    const auto decoded = decode_base64(*cookie);
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return Verdict::Malformed;
    }
    const std::string username = decoded->substr(0, colon);
    const std::string password = decoded->substr(colon + 1); // may contain further colons
    const std::string_view expected = credentials_.password;
    const bool user_matches = equal_in_constant_time(username, credentials_.username);
    const bool password_matches =
        expected.starts_with(sha_mark)
            ? equal_in_constant_time(sha1_hexadecimal(password), expected.substr(sha_mark.size()))
            : equal_in_constant_time(password, expected);
    return user_matches && password_matches ? Verdict::Granted : Verdict::Denied;
}

} // namespace halberd
