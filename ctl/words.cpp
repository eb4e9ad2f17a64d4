#include "ctl/words.hpp"

#include <algorithm>
#include <cstddef>

namespace halberd::ctl {
namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";
constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

} // namespace

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t position = text.find_first_not_of(blanks);
    while (position != std::string_view::npos) {
        const std::size_t end = text.find_first_of(blanks, position);
        words.push_back(text.substr(position, end - position));
        position = text.find_first_not_of(blanks, end);
    }
    return words;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

CommandLine split_command_line(std::string_view line) {
    CommandLine parts;
    parts.line = trimmed(line);
    if (parts.line.starts_with('?')) {
        parts.command = "help";
        parts.argument = trimmed(parts.line.substr(1));
        return parts;
    }
    const std::size_t end = std::min(parts.line.find_first_not_of(name_characters), parts.line.size());
    parts.command = parts.line.substr(0, end);
    parts.argument = trimmed(parts.line.substr(end));
    return parts;
}

} // namespace halberd::ctl
