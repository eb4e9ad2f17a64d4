#include "plugins/portcheck/target.hpp"

#include <sys/un.h>

#include <charconv>

namespace halberd::portcheck {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

tl::unexpected<std::string> refuse(std::string_view text, const std::string& why) {
    return tl::unexpected("'" + std::string(text) + "' is nothing to check: " + why +
                          "; a target is HOST:PORT, [IPV6]:PORT or unix:PATH");
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port <= 65535;
}

} // namespace

tl::expected<Target, std::string> parse_target(std::string_view text) {
    Target target;
    target.text = text;
    if (text.starts_with(unix_prefix)) {
        target.path = text.substr(unix_prefix.size());
        if (target.path.empty() || target.path.size() > longest_path) {
            return refuse(text, "the path of a socket has 1 to " + std::to_string(longest_path) + " bytes");
        }
        return target;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || !is_port(text.substr(colon + 1))) {
        return refuse(text, "it has no port, which is a number up to 65535");
    }
    std::string_view host = text.substr(0, colon);
    const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (is_bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    if (host.empty() || (!is_bracketed && host.find(':') != std::string_view::npos)) {
        return refuse(text, host.empty() ? "it has no host" : "an IPv6 address stands in brackets");
    }
    target.host = host;
    target.port = text.substr(colon + 1);
    return target;
}

} // namespace halberd::portcheck
