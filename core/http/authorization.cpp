#include "core/http/authorization.hpp"

#include "sdk/xmlrpc/base64.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace halberd {
namespace {

// Whole groups of four, and nothing between them, are what this header has.
std::optional<std::string> decode_cookie(std::string_view text) {
    const bool has_blank = std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
    return text.size() % 4 == 0 && !has_blank ? xmlrpc::decode_base64(text) : std::nullopt;
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
    const auto decoded = decode_cookie(*cookie);
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return {Scheme::Malformed, {}, {}};
    }
    return {Scheme::Basic, decoded->substr(0, colon), decoded->substr(colon + 1)};
}

} // namespace halberd
