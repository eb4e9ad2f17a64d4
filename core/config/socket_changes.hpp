#pragma once

#include "core/config/option_changes.hpp"
#include "core/config/program_spec.hpp"

#include <optional>
#include <vector>

namespace halberd {

// In which options the sockets of a process before and after a change differ. Of sockets of two kinds, or when there is
// one on one side only, that is socket= alone.
std::vector<OptionChange> changed_socket_options(const std::optional<SocketSpec>& before,
                                                 const std::optional<SocketSpec>& after);

} // namespace halberd
