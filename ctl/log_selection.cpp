#include "ctl/log_selection.hpp"

#include <algorithm>

namespace halberd::ctl {

std::vector<LogLine> log_lines(std::string_view piece, bool is_cut) {
    if (is_cut) {
        piece.remove_prefix(std::min(piece.find('\n'), piece.size() - 1) + 1);
    }
    std::vector<LogLine> lines;
    std::optional<LogTime> at;
    while (!piece.empty()) {
        const std::size_t end = std::min(piece.find('\n'), piece.size());
        const std::string_view line = piece.substr(0, end);
        if (const auto own = stamp_of(line)) {
            at = own;
        }
        lines.push_back({std::string(line), at});
        piece.remove_prefix(std::min(end + 1, piece.size()));
    }
    return lines;
}

bool has_no_times(const std::vector<LogLine>& lines) {
    return std::none_of(lines.begin(), lines.end(), [](const LogLine& line) { return line.at.has_value(); });
}

std::vector<LogLine> wanted_lines(std::vector<LogLine> lines, const LogWish& wish) {
    const bool is_judged = wish.since && !has_no_times(lines);
    std::erase_if(lines, [&](const LogLine& line) {
        const bool is_old = is_judged && (!line.at || *line.at < *wish.since);
        return is_old || line.text.find(wish.text) == std::string::npos;
    });
    if (wish.most && lines.size() > *wish.most) {
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(*wish.most));
    }
    return lines;
}

} // namespace halberd::ctl
