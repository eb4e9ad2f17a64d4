#include "core/config/server_options.hpp"

namespace halberd {

std::string ServerOptions::server_url() const {
    if (!unix_servers.empty()) {
        return "unix://" + unix_servers.front().path;
    }
    if (!inet_servers.empty()) {
        const InetServerSpec& server = inet_servers.back(); // Supervisor takes the first socket, but the last address
        return (server.tls ? "https://" : "http://") + (server.host.empty() ? "localhost" : server.host) + ":" +
               std::to_string(server.port);
    }
    return "";
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

} // namespace halberd
