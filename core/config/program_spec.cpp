#include "core/config/program_spec.hpp"

#include <fmt/format.h>

#include <tuple>

namespace halberd {

std::string SocketSpec::url() const {
    if (const auto* local = std::get_if<UnixSocketAddress>(&address)) {
        return "unix://" + local->path;
    }
    const auto& inet = std::get<InetSocketAddress>(address);
    return fmt::format("tcp://{}:{}", inet.host, inet.port);
}

bool GroupSpec::operator==(const GroupSpec& other) const {
    return std::tie(name, priority, processes, listener) ==
           std::tie(other.name, other.priority, other.processes, other.listener);
}

} // namespace halberd
