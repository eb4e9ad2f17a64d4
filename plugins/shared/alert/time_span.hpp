#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace halberd::alert {

// A time as options have it: a whole number with s, m, h or d behind it, in either case; without, they are seconds.
// Nothing for anything else, and for more than ten years.
std::optional<std::chrono::seconds> parse_time_span(std::string_view text);

} // namespace halberd::alert
