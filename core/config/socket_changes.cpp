#include "core/config/socket_changes.hpp"

#include <fmt/format.h>

#include <utility>

namespace halberd {
namespace {

using Text = std::optional<std::string>;

Text owner(const UnixSocketAddress& address) {
    if (!address.owner_uid) {
        return address.owner_gid ? Text(fmt::format(":{}", *address.owner_gid)) : std::nullopt;
    }
    return address.owner_gid ? fmt::format("{}:{}", *address.owner_uid, *address.owner_gid)
                             : std::to_string(*address.owner_uid);
}

Text backlog(const SocketSpec& socket) {
    return socket.backlog ? Text(std::to_string(*socket.backlog)) : std::nullopt;
}

void add(const char* name, Text before, Text after, std::vector<OptionChange>& changes) {
    if (before != after) {
        changes.push_back({name, std::move(before), std::move(after), {}});
    }
}

} // namespace

std::vector<OptionChange> changed_socket_options(const std::optional<SocketSpec>& before,
                                                 const std::optional<SocketSpec>& after) {
    std::vector<OptionChange> changes;
    const auto url = [](const std::optional<SocketSpec>& socket) {
        return socket ? Text(socket->url()) : std::nullopt;
    };
    add("socket", url(before), url(after), changes);
    if (!before || !after) {
        return changes;
    }
    const auto* old_file = std::get_if<UnixSocketAddress>(&before->address);
    const auto* new_file = std::get_if<UnixSocketAddress>(&after->address);
    if (old_file != nullptr && new_file != nullptr) {
        add("socket_owner", owner(*old_file), owner(*new_file), changes);
        add("socket_mode", fmt::format("{:04o}", old_file->mode), fmt::format("{:04o}", new_file->mode), changes);
    }
    add("socket_backlog", backlog(*before), backlog(*after), changes);
    add("section", "fcgi-program:" + before->program, "fcgi-program:" + after->program, changes);
    return changes;
}

} // namespace halberd
