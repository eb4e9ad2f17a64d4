#include "core/config/source_excerpt.hpp"

#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view tab_stop = "    ";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

// One character, and how it is shown.
struct Cell {
    std::string text;
    std::size_t width = 1;
};

bool acts_on_terminals(std::uint32_t code) {
    const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool is_direction =
        code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return is_control || is_direction || code == 0xFEFF;
}

std::string escaped(std::uint32_t code) {
    switch (code) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        default:
            return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
    }
}

Cell shown_as(std::string text) {
    const std::size_t width = text.size();
    return {std::move(text), width};
}

// Takes the first character, or a byte that is none, away from `text`.
Cell take_cell(std::string_view& text, std::string_view tab) {
    const auto [code, size] = first_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(size, 1));
    text.remove_prefix(bytes.size());
    if (size == 0) {
        return shown_as(fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front())));
    }
    if (code == '\t') {
        return shown_as(std::string(tab));
    }
    return acts_on_terminals(code) ? shown_as(escaped(code)) : Cell{std::string(bytes), 1};
}

std::vector<Cell> cells_of(std::string_view text, std::string_view tab) {
    std::vector<Cell> cells;
    while (!text.empty()) {
        cells.push_back(take_cell(text, tab));
    }
    return cells;
}

std::size_t width_of(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
    const auto begin = cells.begin();
    return std::accumulate(begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to),
                           std::size_t{0}, [](std::size_t sum, const Cell& cell) { return sum + cell.width; });
}

// The cells that are shown: all of them, or as many as fit around `middle`.
struct Part {
    std::size_t from;
    std::size_t to;
};

Part part_around(const std::vector<Cell>& cells, std::size_t middle, std::size_t width) {
    if (width_of(cells, 0, cells.size()) <= width) {
        return {0, cells.size()};
    }
    Part part{std::min(middle, cells.size()), std::min(middle, cells.size())};
    std::size_t shown = 0;
    bool has_grown = true;
    while (has_grown) {
        has_grown = false;
        if (part.from > 0 && shown + cells[part.from - 1].width <= width) {
            shown += cells[--part.from].width;
            has_grown = true;
        }
        if (part.to < cells.size() && shown + cells[part.to].width <= width) {
            shown += cells[part.to++].width;
            has_grown = true;
        }
    }
    return part;
}

} // namespace

std::string visible_text(std::string_view text) {
    std::string shown;
    for (const Cell& cell : cells_of(text, " ")) {
        shown += cell.text;
    }
    return shown;
}

std::string source_excerpt(std::string_view line, int number, int column, std::size_t width) {
    const std::vector<Cell> cells = cells_of(line, tab_stop);
    // A masked value is shorter than what the column was counted in.
    const std::size_t caret = std::min(static_cast<std::size_t>(std::max(column, 1)) - 1, cells.size());
    const auto [from, to] = part_around(cells, caret, width);
    const std::string gutter = "  " + std::to_string(number);

    std::string text = gutter + " | " + (from > 0 ? std::string(ellipsis) : "");
    for (std::size_t i = from; i < to; ++i) {
        text += cells[i].text;
    }
    text += to < cells.size() ? ellipsis : "";
    text += '\n';
    if (column > 0) {
        const std::size_t indent = width_of(cells, from, caret) + (from > 0 ? 1 : 0);
        text += std::string(gutter.size(), ' ') + " | " + std::string(indent, ' ') + "^\n";
    }
    return text;
}

} // namespace halberd
