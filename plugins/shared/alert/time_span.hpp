#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace halberd::alert {

// A time as options have it: a whole number with s, m, h or d behind it, in either case; without, they are seconds.
// Nothing for anything else, and for more than ten years.
std::optional<std::chrono::seconds> parse_time_span(std::string_view text);

// A time for people: "90 s", "3 min", "5 h", "2 days".
std::string rough_time(std::chrono::seconds time);

// A time of day for people, to the second: "2026-11-23 14:58:08", local time.
std::string clock_text(std::chrono::system_clock::time_point time);

} // namespace halberd::alert
