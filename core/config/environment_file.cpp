#include "core/config/environment_file.hpp"

#include "core/config/shell_words.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd {
namespace {

constexpr std::string_view blanks = " \t";

// What stands after "export" and a blank.
std::string_view without_export(std::string_view line) {
    constexpr std::string_view word = "export";
    const bool is_exported =
        line.size() > word.size() && line.starts_with(word) && blanks.find(line[word.size()]) != std::string_view::npos;
    return is_exported ? strip(line.substr(word.size())) : line;
}

Result<std::string> unquoted(std::string_view value) {
    if (!value.starts_with('"') && !value.starts_with('\'')) {
        return std::string(value);
    }
    auto words = split_shell_words(value);
    if (!words) {
        return failure("", words.error().message());
    }
    if (words->size() != 1) {
        return failure("", "there is more after the closing quotation");
    }
    return std::move(words->front());
}

} // namespace

Result<std::map<std::string, std::string>> parse_environment_file(std::string_view text, const std::string& file) {
    std::map<std::string, std::string> variables;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = without_export(strip(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) {
            continue;
        }
        const std::size_t equals = line.find('=');
        const std::string_view key = strip(line.substr(0, equals));
        if (equals == std::string_view::npos || key.empty() || key.find_first_of(blanks) != std::string_view::npos) {
            return failure(
                "", fmt::format("{}:{}: the line is no KEY=value; start it with '#' if it is a comment", file, number));
        }
        auto value = unquoted(strip(line.substr(equals + 1)));
        if (!value) {
            return failure("", fmt::format("{}:{}: {}: {}; put the whole value in one pair of quotes, or in none", file,
                                           number, key, value.error().message()));
        }
        variables.insert_or_assign(std::string(key), std::move(*value));
    }
    return variables;
}

} // namespace halberd
