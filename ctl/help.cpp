#include "ctl/help.hpp"

#include <algorithm>
#include <numeric>

namespace halberd::ctl {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t screen_width = 79;

// The width of each column when `words` stand in `rows` rows.
std::vector<std::size_t> column_widths(const std::vector<std::string_view>& words, std::size_t rows) {
    std::vector<std::size_t> widths((words.size() + rows - 1) / rows, 0);
    for (std::size_t i = 0; i < words.size(); ++i) {
        widths[i / rows] = std::max(widths[i / rows], words[i].size());
    }
    return widths;
}

std::size_t total_width(const std::vector<std::size_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + gap * (widths.size() - 1);
}

} // namespace

std::string columns(const std::vector<std::string_view>& words, std::size_t width) {
    std::size_t rows = 1;
    while (rows < words.size() && total_width(column_widths(words, rows)) > width) {
        ++rows;
    }
    const std::vector<std::size_t> widths = column_widths(words, rows);
    std::string text;
    for (std::size_t row = 0; row < std::min(rows, words.size()); ++row) {
        for (std::size_t i = row; i < words.size(); i += rows) {
            text += i == row ? "" : std::string(gap, ' ');
            text += words[i];
            // The last word of a line is padded as well, unless there is only one column.
            text.append(rows == words.size() ? 0 : widths[i / rows] - words[i].size(), ' ');
        }
        text += '\n';
    }
    return text;
}

namespace {

// One block: a title, a line below it, and the names.
std::string topics(std::string_view title, std::span<const Command> commands, Owner owner) {
    std::vector<std::string_view> names;
    for (const Command& command : commands) {
        if (command.owner == owner) {
            names.push_back(command.name);
        }
    }
    std::string text = "\n";
    text += title;
    text += '\n';
    text.append(title.size(), '=');
    text += '\n';
    text += columns(names, screen_width);
    text += '\n';
    return text;
}

} // namespace

std::string help_overview(std::span<const Command> commands) {
    return topics("default commands (type help <topic>):", commands, Owner::Supervisor) +
           topics("commands of Halberd (type help <topic>):", commands, Owner::Halberd);
}

} // namespace halberd::ctl
