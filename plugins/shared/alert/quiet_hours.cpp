#include "plugins/shared/alert/quiet_hours.hpp"

#include <charconv>
#include <ctime>

namespace halberd::alert {
namespace {

using std::chrono::minutes;
using std::chrono::system_clock;

// Two digits, up to `most`.
std::optional<int> two_digits(std::string_view text, int most) {
    int number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc() && rest == text.data() + text.size();
    return text.size() == 2 && is_whole && number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

// "07:30"
std::optional<minutes> time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    const auto hour = two_digits(text.substr(0, 2), 23);
    const auto minute = two_digits(text.substr(3), 59);
    return hour && minute ? std::optional(minutes(*hour * 60 + *minute)) : std::nullopt;
}

} // namespace

std::optional<system_clock::time_point> QuietHours::end(system_clock::time_point now) const {
    const std::time_t seconds = system_clock::to_time_t(now);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const minutes time(local.tm_hour * 60 + local.tm_min);
    const bool goes_over_midnight = from > to;
    const bool is_quiet = goes_over_midnight ? time >= from || time < to : time >= from && time < to;
    if (!is_quiet) {
        return std::nullopt;
    }
    local.tm_mday += time >= to ? 1 : 0;
    local.tm_hour = static_cast<int>(to.count() / 60);
    local.tm_min = static_cast<int>(to.count() % 60);
    local.tm_sec = 0;
    local.tm_isdst = -1; // the night may have a change of the clocks in it
    return system_clock::from_time_t(std::mktime(&local));
}

std::optional<QuietHours> parse_quiet_hours(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto from = time_of_day(text.substr(0, dash));
    const auto to = time_of_day(text.substr(dash + 1));
    return from && to && *from != *to ? std::optional(QuietHours{*from, *to}) : std::nullopt;
}

} // namespace halberd::alert
