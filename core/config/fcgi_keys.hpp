#pragma once

#include "core/config/account_table.hpp"
#include "core/config/option_key.hpp"
#include "core/config/program_spec.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace halberd {

// The keys of [fcgi-program:x] beyond those of a program. Supervisor: options.py parse_fcgi_socket().

struct FcgiSection {
    std::optional<std::variant<UnixSocketAddress, InetSocketAddress>> socket;
    std::optional<Ownership> owner;
    std::optional<mode_t> mode;
    std::optional<int> backlog;
};
std::span<const Key<FcgiSection>> fcgi_section_keys();
std::vector<std::string_view> fcgi_key_names();

} // namespace halberd
