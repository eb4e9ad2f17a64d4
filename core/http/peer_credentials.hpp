#pragma once

#include "core/base/peer_role.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// The process at the other end of a UNIX socket, as it was when it connected.
struct PeerCredentials {
    pid_t pid = 0;
    uid_t uid = 0;
    std::vector<gid_t> groups; // its own and the supplementary ones
};

// Nothing when the kernel does not tell.
std::optional<PeerCredentials> peer_credentials(int fd);

// "unix pid 123 uid 0", as in Caller.
std::string to_string(const PeerCredentials& peer);

// The role of the first rule that fits the process.
std::optional<Role> role_of(const PeerCredentials& peer, const std::vector<PeerRole>& rules);

} // namespace halberd
