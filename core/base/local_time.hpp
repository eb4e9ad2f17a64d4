#pragma once

#include "core/base/clock.hpp"

#include <string>

namespace halberd {

// A moment in local time as the daemon's log writes it: "2026-11-25 23:40:48,123".
std::string log_time_text(WallTime at);

// The same by RFC 3339, with the offset from UTC: "2026-11-25T23:40:48.123+01:00".
std::string rfc3339_text(WallTime at);

} // namespace halberd
