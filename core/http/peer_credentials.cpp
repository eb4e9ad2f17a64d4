#include "core/http/peer_credentials.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace halberd {
namespace {

std::vector<gid_t> supplementary_groups(int fd) {
    std::vector<gid_t> groups(32);
    for (;;) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        const int error = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0 ? 0 : errno;
        groups.resize(error == 0 || error == ERANGE ? size / sizeof(gid_t) : 0);
        if (error != ERANGE) {
            return groups;
        }
    }
}

} // namespace

std::optional<PeerCredentials> peer_credentials(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return std::nullopt;
    }
    PeerCredentials found{peer.pid, peer.uid, supplementary_groups(fd)};
    found.groups.push_back(peer.gid);
    return found;
}

std::string to_string(const PeerCredentials& peer) {
    return fmt::format("unix pid {} uid {}", peer.pid, peer.uid);
}

std::optional<Role> role_of(const PeerCredentials& peer, const std::vector<PeerRole>& rules) {
    const auto fits = [&](const PeerRole& rule) {
        switch (rule.kind) {
            case PeerRole::Kind::User:
                return rule.id == peer.uid;
            case PeerRole::Kind::Group:
                return std::find(peer.groups.begin(), peer.groups.end(), rule.id) != peer.groups.end();
            case PeerRole::Kind::Everybody:
                return true;
        }
        return false;
    };
    const auto rule = std::find_if(rules.begin(), rules.end(), fits);
    return rule != rules.end() ? std::optional(rule->role) : std::nullopt;
}

} // namespace halberd
