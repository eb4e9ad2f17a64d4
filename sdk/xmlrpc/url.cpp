#include "sdk/xmlrpc/url.hpp"

#include <sys/un.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

namespace halberd::xmlrpc {
namespace {

constexpr std::string_view http_scheme = "http://";
constexpr std::string_view https_scheme = "https://";
constexpr std::string_view unix_scheme = "unix://";
constexpr std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path) - 1;

tl::unexpected<std::string> refuse(std::string_view url, std::string_view why) {
    return tl::unexpected(std::string(url) + ": " + std::string(why));
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) {
        return std::nullopt;
    }
    return port;
}

tl::expected<Url, std::string> parse_http_url(std::string_view text) {
    Url url;
    url.text = text;
    url.is_encrypted = text.starts_with(https_scheme);
    url.port = url.is_encrypted ? 443 : 80;
    std::string_view authority = text.substr(url.is_encrypted ? https_scheme.size() : http_scheme.size());
    if (const auto slash = authority.find('/'); slash != std::string_view::npos) {
        if (authority.size() > slash + 1) {
            url.rpc_path = authority.substr(slash);
        }
        authority = authority.substr(0, slash);
    }
    if (authority.find('@') != std::string_view::npos) {
        return refuse(text, "a user name and a password do not belong into the URL; give them separately");
    }
    std::string_view port;
    if (!authority.empty() && authority[0] == '[') {
        const auto bracket = authority.find(']');
        if (bracket == std::string_view::npos) {
            return refuse(text, "the IPv6 address lacks its closing ']'");
        }
        url.host = authority.substr(1, bracket - 1);
        port = authority.substr(bracket + 1);
    } else {
        const auto colon = authority.find(':');
        url.host = authority.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
    }
    if (url.host.empty()) {
        return refuse(text, "the URL names no host");
    }
    if (!port.empty()) {
        const std::optional<std::uint16_t> number = port[0] == ':' ? parse_port(port.substr(1)) : std::nullopt;
        if (!number) {
            return refuse(text, "the port is no number from 1 to 65535");
        }
        url.port = *number;
    }
    return url;
}

tl::expected<Url, std::string> parse_unix_url(std::string_view text) {
    Url url;
    url.transport = Url::Transport::Unix;
    url.text = text;
    url.socket_path = text.substr(unix_scheme.size());
    if (url.socket_path.empty()) {
        return refuse(text, "the URL names no socket");
    }
    if (url.socket_path.size() > longest_socket_path) {
        return refuse(text, "the path of a UNIX socket has at most " + std::to_string(longest_socket_path) + " bytes");
    }
    return url;
}

} // namespace

tl::expected<Url, std::string> parse_url(std::string_view text) {
    if (text.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos) {
        return tl::unexpected<std::string>("the URL contains a line break or a NUL byte");
    }
    if (text.starts_with(http_scheme) || text.starts_with(https_scheme)) {
        return parse_http_url(text);
    }
    if (text.starts_with(unix_scheme)) {
        return parse_unix_url(text);
    }
    return refuse(text, "not an address that can be called; use http://HOST:PORT, https://HOST:PORT or unix:///SOCKET");
}

} // namespace halberd::xmlrpc
