#pragma once

#include "core/base/peer_role.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// Somebody whom a server knows, by a password (HTTP basic authentication), a bearer token, or both.
struct HttpUser {
    std::string name;
    std::optional<std::string> password; // as in StoredPassword
    std::optional<std::string> token;
    Role role = Role::Admin;
};

// Whom a server lets in. Who shows credentials is one of its users, when it has any, or is refused. Who shows none is
// let in as admin, or, when the server asks, as what the rules for peers say of a process on this machine.
struct HttpDoor {
    bool asks = false;
    std::vector<HttpUser> users;
    std::vector<PeerRole> peer_roles; // for UNIX sockets
};

} // namespace halberd
