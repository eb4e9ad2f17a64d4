#pragma once

#include "core/config/bad_value.hpp"
#include "core/config/log_spec.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// How the logs of programs look and rotate.

// "raw", "text" or "json", in any case.
Parsed<LogFormat> parse_log_format(std::string_view text);

// "none", "gzip" or "zstd", in any case.
Parsed<Compression> parse_compression(std::string_view text);

// "hourly", "daily", "weekly", or a duration: whole days, or what divides a day into whole parts.
Parsed<std::optional<std::chrono::seconds>> parse_rotation_period(std::string_view text);
std::string rotation_period_text(std::chrono::seconds period);

} // namespace halberd
