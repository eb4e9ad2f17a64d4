#include "ctl/log_stamp.hpp"

#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <string>

namespace halberd::ctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Takes ",123" or ".123456" from the front.
milliseconds take_fraction(std::string_view& text) {
    if (text.size() < 2 || (text.front() != ',' && text.front() != '.') || !is_digit(text[1])) {
        return milliseconds{0};
    }
    text.remove_prefix(1);
    int thousandths = 0;
    int digits = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
        if (++digits <= 3) {
            thousandths = thousandths * 10 + (text.front() - '0');
        }
    }
    for (; digits < 3; ++digits) {
        thousandths *= 10;
    }
    return milliseconds{thousandths};
}

// What "Z", "+01:00", "+0100" or " +0100" at the front says; nothing when there is no zone.
std::optional<minutes> zone_of(std::string_view text) {
    if (text.starts_with('Z')) {
        return minutes{0};
    }
    if (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    int hours = 0;
    int rest = 0;
    char sign = 0;
    const std::string front(text.substr(0, 6));
    const bool is_zone = std::sscanf(front.c_str(), "%c%2d:%2d", &sign, &hours, &rest) == 3 ||
                         std::sscanf(front.c_str(), "%c%2d%2d", &sign, &hours, &rest) == 3;
    if (!is_zone || (sign != '+' && sign != '-')) {
        return std::nullopt;
    }
    const minutes offset{hours * 60 + rest};
    return sign == '-' ? -offset : offset;
}

std::optional<LogTime> parse_date(std::string_view text) {
    constexpr std::size_t length = 19; // of "2026-11-25 23:40:48"
    if (text.size() < length || (text[10] != ' ' && text[10] != 'T')) {
        return std::nullopt;
    }
    const std::string front(text.substr(0, length));
    std::tm parts{};
    char between = 0;
    if (std::sscanf(front.c_str(), "%4d-%2d-%2d%c%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &between,
                    &parts.tm_hour, &parts.tm_min, &parts.tm_sec) != 7) {
        return std::nullopt;
    }
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    parts.tm_isdst = -1;
    text.remove_prefix(length);
    const milliseconds fraction = take_fraction(text);
    const auto zone = zone_of(text);
    const std::time_t time = zone ? ::timegm(&parts) : std::mktime(&parts);
    return LogTime(seconds(time)) + fraction - zone.value_or(minutes{0});
}

std::optional<LogTime> stamp_of_object(std::string_view line) {
    boost::system::error_code failed;
    const boost::json::value parsed = boost::json::parse({line.data(), line.size()}, failed);
    const auto* object = failed ? nullptr : parsed.if_object();
    if (object == nullptr) {
        return std::nullopt;
    }
    for (const char* name : {"time", "timestamp", "@timestamp", "ts"}) {
        const auto* member = object->if_contains(name);
        if (member != nullptr && member->is_string()) {
            const auto& text = member->get_string();
            return parse_date({text.data(), text.size()});
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<LogTime> stamp_of(std::string_view line) {
    if (line.starts_with('{')) {
        return stamp_of_object(line);
    }
    for (const std::string_view front : {"--- ", "["}) {
        if (line.starts_with(front)) {
            line.remove_prefix(front.size());
        }
    }
    return parse_date(line);
}

} // namespace halberd::ctl
