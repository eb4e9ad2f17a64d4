#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::portcheck {

// What is checked: a TCP port, or a UNIX socket.
struct Target {
    std::string text; // as it was given, which names it in all texts
    std::string host; // a name or a numeric address, IPv6 without its brackets; empty for a UNIX socket
    std::string port; // a number
    std::string path; // of a UNIX socket

    bool is_unix() const { return host.empty(); }
    bool operator==(const Target&) const = default;
};

// Reads "HOST:PORT", "[::1]:PORT" or "unix:PATH". The error says what is wrong and what is accepted.
tl::expected<Target, std::string> parse_target(std::string_view text);

} // namespace halberd::portcheck
