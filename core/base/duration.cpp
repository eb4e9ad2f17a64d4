#include "core/base/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace halberd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest = std::chrono::hours(24) * 36'525;

struct Unit {
    std::string_view name; // in lower case
    milliseconds length;
};

constexpr std::array units{Unit{"d", std::chrono::hours(24)}, Unit{"h", std::chrono::hours(1)},
                           Unit{"m", std::chrono::minutes(1)}, Unit{"s", std::chrono::seconds(1)},
                           Unit{"ms", milliseconds(1)}};

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<milliseconds> length_of(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (lower.empty()) {
        return std::chrono::seconds(1);
    }
    for (const Unit& unit : units) {
        if (unit.name == lower) {
            return unit.length;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    text = without_blanks(text);
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [parsed_to, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(number) || text.starts_with('-')) {
        return std::nullopt;
    }
    const auto unit = length_of(without_blanks({parsed_to, static_cast<std::size_t>(end - parsed_to)}));
    if (!unit) {
        return std::nullopt;
    }
    const double length = std::round(number * static_cast<double>(unit->count()));
    if (length > static_cast<double>(longest.count())) {
        return std::nullopt;
    }
    return milliseconds(static_cast<milliseconds::rep>(length));
}

std::string duration_text(milliseconds duration) {
    for (const Unit& unit : units) {
        if (unit.length > std::chrono::seconds(1) && duration.count() != 0 &&
            duration % unit.length == milliseconds(0)) {
            return fmt::format("{}{}", duration / unit.length, unit.name);
        }
    }
    return fmt::format("{}", static_cast<double>(duration.count()) / 1000);
}

} // namespace halberd
