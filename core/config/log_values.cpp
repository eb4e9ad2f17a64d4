#include "core/config/log_values.hpp"

#include "core/base/duration.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/program_words.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

namespace halberd {
namespace {

using std::chrono::seconds;

constexpr seconds hour = std::chrono::hours(1);
constexpr seconds day = std::chrono::hours(24);
constexpr seconds week = 7 * day;

} // namespace

Parsed<LogFormat> parse_log_format(std::string_view text) {
    return parse_word(text, log_format_words, "is not a format of logs");
}

Parsed<Compression> parse_compression(std::string_view text) {
    return parse_word(text, compression_words, "is no way to compress a log");
}

Parsed<std::optional<seconds>> parse_rotation_period(std::string_view text) {
    const std::string lower = lower_case(strip(text));
    if (lower == "hourly") {
        return std::optional(hour);
    }
    if (lower == "daily") {
        return std::optional(day);
    }
    if (lower == "weekly") {
        return std::optional(week);
    }
    const auto duration = parse_duration(text);
    const bool is_in_seconds = duration && *duration % seconds(1) == std::chrono::milliseconds::zero();
    const auto period = is_in_seconds ? std::chrono::duration_cast<seconds>(*duration) : seconds::zero();
    const bool fits =
        period > seconds::zero() && (period < day ? day % period == seconds::zero() : period % day == seconds::zero());
    if (!fits) {
        return bad_value(fmt::format("'{}' is not a time between rotations", text),
                         "write hourly, daily or weekly, a number of days such as 3d, or a duration that divides a "
                         "day, such as 6h");
    }
    return std::optional(period);
}

std::string rotation_period_text(seconds period) {
    return duration_text(period);
}

} // namespace halberd
