#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace halberd::alert {

// A part of each day, in local time, in which nobody wants to be woken. It may go over midnight.
struct QuietHours {
    std::chrono::minutes from{0}; // since midnight
    std::chrono::minutes to{0};   // not in it any more

    bool operator==(const QuietHours&) const = default;

    // When the quiet time ends in which `now` is; nothing outside of it.
    std::optional<std::chrono::system_clock::time_point> end(std::chrono::system_clock::time_point now) const;
};

// "22:00-07:00"; nothing for anything else, and when both are the same.
std::optional<QuietHours> parse_quiet_hours(std::string_view text);

} // namespace halberd::alert
