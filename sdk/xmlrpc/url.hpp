#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::xmlrpc {

// Where an XML-RPC server listens.
struct Url {
    enum class Transport { Tcp, Unix };

    Transport transport = Transport::Tcp;
    std::string text;          // as it was given, for messages
    std::string host;          // Tcp: a name or a numeric address, IPv6 without its brackets
    std::uint16_t port = 80;   // Tcp
    bool is_encrypted = false; // Tcp: https
    std::string socket_path;   // Unix
    std::string rpc_path = "/RPC2";

    bool operator==(const Url&) const = default;
};

// Reads "http://HOST[:PORT][/PATH]", the same with https, or "unix://SOCKET". The error is a sentence that says what is
// wrong and what is accepted. [any thread]
tl::expected<Url, std::string> parse_url(std::string_view text);

} // namespace halberd::xmlrpc
