#include "plugins/memmon/quantities.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace halberd::memmon {
namespace {

struct Suffix {
    std::string_view text; // in lower case
    std::int64_t factor;
};

constexpr std::int64_t kilo = 1024;
constexpr Suffix sizes[] = {{"kb", kilo}, {"mb", kilo* kilo}, {"gb", kilo* kilo* kilo}};

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr Suffix times[] = {{"s", 1}, {"m", minute}, {"h", hour}, {"d", 24 * hour}};

std::string_view trim(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
    return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

template <std::size_t N>
std::optional<std::int64_t> parse(std::string_view text, const Suffix (&suffixes)[N]) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    std::string_view digits = lower;
    std::int64_t factor = 1;
    for (const Suffix& suffix : suffixes) {
        if (digits.ends_with(suffix.text)) {
            factor = suffix.factor;
            digits.remove_suffix(suffix.text.size());
            break;
        }
    }
    digits = trim(digits);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / factor);
    if (error != std::errc() || end != digits.data() + digits.size() || number > limit) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number) * factor;
}

} // namespace

std::optional<std::int64_t> parse_size(std::string_view text) {
    return parse(text, sizes);
}

std::optional<std::chrono::seconds> parse_time(std::string_view text) {
    const auto count = parse(text, times);
    return count ? std::optional(std::chrono::seconds(*count)) : std::nullopt;
}

} // namespace halberd::memmon
