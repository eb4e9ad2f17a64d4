#include "plugins/shared/alert/time_span.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <halberd/timestamp.hpp>

namespace halberd::alert {
namespace {

constexpr std::int64_t most_seconds = std::int64_t{10} * 366 * 86400;

std::int64_t seconds_in(char unit) {
    switch (unit) {
        case 's':
        case 'S':
            return 1;
        case 'm':
        case 'M':
            return 60;
        case 'h':
        case 'H':
            return 3600;
        case 'd':
        case 'D':
            return 86400;
        default:
            return 0;
    }
}

} // namespace

std::optional<std::chrono::seconds> parse_time_span(std::string_view text) {
    std::int64_t count = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, count);
    const std::int64_t unit = rest == end ? 1 : rest + 1 == end ? seconds_in(*rest) : 0;
    if (error != std::errc() || unit == 0 || count < 0 || count > most_seconds / unit) {
        return std::nullopt;
    }
    return std::chrono::seconds(count * unit);
}

std::string rough_time(std::chrono::seconds time) {
    const auto count = std::max<std::int64_t>(time.count(), 0);
    return count < 120      ? std::to_string(count) + " s"
           : count < 7200   ? std::to_string(count / 60) + " min"
           : count < 172800 ? std::to_string(count / 3600) + " h"
                            : std::to_string(count / 86400) + " days";
}

std::string clock_text(std::chrono::system_clock::time_point time) {
    return timestamp(time).substr(0, 19);
}

} // namespace halberd::alert
