#pragma once

#include "core/base/caller.hpp"

namespace halberd {

// One rule of peer_roles=: which role a process at the other end of a UNIX socket has.
struct PeerRole {
    enum class Kind { User, Group, Everybody };
    Kind kind = Kind::Everybody;
    unsigned id = 0; // of the user or the group
    Role role = Role::Read;

    bool operator==(const PeerRole&) const = default;
};

} // namespace halberd
