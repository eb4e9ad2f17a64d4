#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halberd::memmon {

// "200MB", "1gb", "10000": an integer with an optional KB, MB or GB (powers of 1024) in any case. Nothing when the text
// is not of that form, or too large. Supervisor: datatypes.py byte_size.
std::optional<std::int64_t> parse_size(std::string_view text);

// "90", "90s", "1m", "2H", "3d", in the same manner.
std::optional<std::chrono::seconds> parse_time(std::string_view text);

} // namespace halberd::memmon
