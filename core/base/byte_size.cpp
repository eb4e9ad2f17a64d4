#include "core/base/byte_size.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <utility>

namespace halberd {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> suffixes{
    {{"kb", 1024}, {"mb", 1024 * 1024}, {"gb", 1024 * 1024 * 1024}}};

bool ends_with_ignoring_case(std::string_view text, std::string_view lower_suffix) {
    if (text.size() < lower_suffix.size()) {
        return false;
    }
    const std::string_view tail = text.substr(text.size() - lower_suffix.size());
    for (std::size_t i = 0; i < tail.size(); ++i) {
        if (std::tolower(static_cast<unsigned char>(tail[i])) != lower_suffix[i]) {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<ByteSize> parse_byte_size(std::string_view text) {
    std::uint64_t factor = 1;
    for (const auto& [suffix, suffix_factor] : suffixes) {
        if (ends_with_ignoring_case(text, suffix)) {
            factor = suffix_factor;
            text.remove_suffix(suffix.size());
            break;
        }
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number > limit / factor) {
        return std::nullopt;
    }
    return ByteSize{number * factor};
}

std::string to_string(ByteSize size) {
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> units{
        {{"GB", 1024 * 1024 * 1024}, {"MB", 1024 * 1024}, {"KB", 1024}}};
    for (const auto& [suffix, factor] : units) {
        if (size.bytes != 0 && size.bytes % factor == 0) {
            return std::to_string(size.bytes / factor) + std::string(suffix);
        }
    }
    return std::to_string(size.bytes);
}

} // namespace halberd
