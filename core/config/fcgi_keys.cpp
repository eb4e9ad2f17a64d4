#include "core/config/fcgi_keys.hpp"

#include "core/config/ascii_case.hpp"
#include "core/config/path_values.hpp"

#include <sys/un.h>

#include <fmt/format.h>

#include <array>

namespace halberd {
namespace {

using SocketAddress = std::variant<UnixSocketAddress, InetSocketAddress>;

constexpr std::string_view unix_scheme = "unix://";
constexpr std::string_view tcp_scheme = "tcp://";

Parsed<SocketAddress> parse_unix_socket(std::string_view text, const ValueContext& context) {
    if (!text.starts_with('/')) {
        return bad_value(fmt::format("Unix socket path {} is not an absolute path", text),
                         fmt::format("write unix:///{}, with the folder in front", text));
    }
    UnixSocketAddress address;
    address.path = normalize_path(text, context);
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
    if (address.path.size() > longest) {
        return bad_value(fmt::format("the path of a Unix socket has at most {} bytes, this one has {}", longest,
                                     address.path.size()),
                         "put it into a folder with a shorter path, such as /run");
    }
    return address;
}

// Supervisor takes a host without colons, so that there is no way to write an IPv6 address.
Parsed<SocketAddress> parse_tcp_socket(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view host = text.substr(0, colon);
    const bool is_malformed = colon == std::string_view::npos || host.empty() ||
                              host.find_first_of(" \t") != std::string_view::npos ||
                              text.find_first_not_of("0123456789", colon + 1) != std::string_view::npos;
    if (is_malformed) {
        return bad_value(fmt::format("Bad socket format {}{}", tcp_scheme, text),
                         "write tcp://HOST:PORT, such as tcp://127.0.0.1:9000");
    }
    if (host == "*") {
        return bad_value("'*' is no host", fmt::format("write tcp://0.0.0.0{} for all interfaces", text.substr(colon)));
    }
    return parse_inet_address(text).map([](InetAddress inet) -> SocketAddress {
        return InetSocketAddress{std::move(inet.host), inet.port};
    });
}

Parsed<std::optional<SocketAddress>> parse_socket(std::string_view text, const ValueContext& context) {
    if (text.empty()) {
        return bad_value("the section requires a \"socket\" line", "write unix:///run/NAME.sock or tcp://HOST:PORT");
    }
    if (text.starts_with(unix_scheme)) {
        return parse_unix_socket(text.substr(unix_scheme.size()), context);
    }
    if (text.starts_with(tcp_scheme)) {
        return parse_tcp_socket(text.substr(tcp_scheme.size()));
    }
    return bad_value(fmt::format("Bad socket format {}", text), "write unix:///run/NAME.sock or tcp://HOST:PORT");
}

Parsed<int> parse_backlog(std::string_view text) {
    const auto number = parse_integer(text);
    if (!number || *number < 1 || *number > 65535) {
        return bad_value(fmt::format("Invalid socket_backlog value {}", text), "write a number from 1 to 65535");
    }
    return *number;
}

constexpr std::array section_keys{
    Key<FcgiSection>{"socket", read<parse_socket, &FcgiSection::socket>},
    Key<FcgiSection>{"socket_owner", read<parse_ownership, &FcgiSection::owner>},
    Key<FcgiSection>{"socket_mode", read<parse_octal, &FcgiSection::mode>},
    Key<FcgiSection>{"socket_backlog", read<parse_backlog, &FcgiSection::backlog>},
};

} // namespace

std::span<const Key<FcgiSection>> fcgi_section_keys() {
    return section_keys;
}

std::vector<std::string_view> fcgi_key_names() {
    return key_names(section_keys);
}

} // namespace halberd
