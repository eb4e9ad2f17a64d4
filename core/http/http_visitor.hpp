#pragma once

#include "core/base/caller.hpp"

#include <optional>
#include <string>

namespace halberd {

// Who has connected.
struct HttpVisitor {
    std::string from;         // as in Caller
    std::string source;       // the address alone: whose requests share what one client may use up
    std::optional<Role> role; // without showing credentials; nothing: has to show some
};

} // namespace halberd
