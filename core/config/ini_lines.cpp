#include "core/config/ini_lines.hpp"

#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <array>

namespace halberd {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

// Where the inline comment of a line starts.
std::size_t find_comment(std::string_view line) {
    struct Search {
        char prefix;
        std::size_t index = nowhere; // of the last occurrence looked at
        bool is_over = false;
    };
    std::array<Search, 2> searches{{{';'}, {'#'}}};
    std::size_t found = nowhere;
    while (found == nowhere && !(searches[0].is_over && searches[1].is_over)) {
        for (Search& search : searches) {
            if (search.is_over) {
                continue;
            }
            search.index = line.find(search.prefix, search.index + 1); // nowhere + 1 is the start of the line
            if (search.index == nowhere) {
                search.is_over = true;
            } else if (search.index == 0 || ends_in_space(line.substr(0, search.index))) {
                found = std::min(found, search.index);
            }
        }
    }
    return found;
}

} // namespace

int IniLine::column_of(std::string_view part) const {
    const auto offset = static_cast<std::size_t>(part.data() - raw.data());
    return 1 + static_cast<int>(count_characters(raw.substr(0, offset)));
}

std::string_view take_line(std::string_view& rest) {
    // find_first_of() of the standard library calls a function for each byte.
    const auto* const line_end = std::find_if(rest.begin(), rest.end(), [](char c) { return c == '\n' || c == '\r'; });
    const auto end = static_cast<std::size_t>(line_end - rest.begin());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end);
    rest.remove_prefix(rest.starts_with("\r\n") ? 2 : rest.empty() ? 0 : 1);
    return line;
}

bool IniLines::skip_key_and_value() {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_part_of_key = [&](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); };
    if (rest_.empty() || !is_letter(rest_.front())) {
        return false;
    }
    const auto* const key_end = std::find_if_not(rest_.begin(), rest_.end(), is_part_of_key);
    if (key_end == rest_.end() || (*key_end != '=' && *key_end != ':')) {
        return false;
    }
    const std::size_t line_end = rest_.find('\n');
    if (rest_.substr(0, line_end).find('\r') != nowhere) {
        return false;
    }
    rest_.remove_prefix(line_end == nowhere ? rest_.size() : line_end + 1);
    ++number_;
    return true;
}

bool IniLines::next(IniLine& line) {
    if (rest_.empty()) {
        return false;
    }
    line.number = ++number_;
    line.raw = take_line(rest_);

    line.indent = indent_of(line.raw);
    const std::string_view stripped = strip(line.raw);
    const bool is_comment = stripped.starts_with('#') || stripped.starts_with(';');
    const std::size_t comment = is_comment ? 0 : find_comment(line.raw);
    line.has_comment = comment != nowhere;
    line.text = strip(line.raw.substr(0, comment));
    line.comment = is_comment || !line.has_comment ? std::string_view() : line.raw.substr(comment);
    return true;
}

} // namespace halberd
