#pragma once

#include "core/base/peer_role.hpp"
#include "core/config/option_values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Values that say who may do what.

// "read", "operate" or "admin", in any case.
Parsed<Role> parse_role(std::string_view text);

// "root=admin, @staff=operate, *=read": users, groups with "@" and everybody, by name or number.
Parsed<std::vector<PeerRole>> parse_peer_roles(std::string_view text, const ValueContext& context);

// Names of hosts with commas between them, without ports: those of allowed_hosts=.
Parsed<std::vector<std::string>> parse_host_names(std::string_view text);

// A password or a token of a user, which must not be empty: that of a variable which is set to nothing, say. A token
// stands in a header, so it has no blanks.
Parsed<std::optional<std::string>> parse_user_password(std::string_view text);
Parsed<std::optional<std::string>> parse_token(std::string_view text);

} // namespace halberd
