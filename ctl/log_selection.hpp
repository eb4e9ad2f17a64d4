#pragma once

#include "ctl/log_stamp.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// Which lines of a log are wanted.
struct LogWish {
    std::optional<LogTime> since;
    std::string text;                // only lines that hold it; empty: all
    std::optional<std::size_t> most; // only the last so many of them
};

// A line of a log, with the time of its own stamp, or else of the last one before it.
struct LogLine {
    std::string text;
    std::optional<LogTime> at;
};

// Cuts a piece of a log into lines; what follows the last newline is one as well. A line whose beginning is missing
// (`is_cut`) is left out.
std::vector<LogLine> log_lines(std::string_view piece, bool is_cut);

// Whether no line has a time: --since cannot judge such a log.
bool has_no_times(const std::vector<LogLine>& lines);

// The lines that are wanted. Of a log without any times `since` leaves nothing out; in one with times it leaves out
// what stands before the first.
std::vector<LogLine> wanted_lines(std::vector<LogLine> lines, const LogWish& wish);

} // namespace halberd::ctl
