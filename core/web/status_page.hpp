#pragma once

#include "core/rpc/control.hpp"

#include <optional>
#include <string>

namespace halberd {

// The table of all processes with their states and what can be done about each; `message` stands above it.
std::string render_status_page(const Control& control, const std::optional<std::string>& message);

} // namespace halberd
