#pragma once

#include "sdk/options/command_line.hpp"

#include <cstddef>
#include <halberd/description.hpp>
#include <string>
#include <tl/expected.hpp>

namespace halberd::crash {

// The options by which a plugin is told how much to tell of a crash, for its table.
inline constexpr Option detail_options[] = {
    {"details", 0, nullptr,
     "also how the process ended, its core file, since when it ran, how often it crashed; a subject for a phone"},
    {"log-lines", 0, "COUNT", "and so many last lines of its stderr and stdout; 0 with --details alone"},
};

struct DetailOptions {
    bool has_details = false;
    std::size_t log_lines = 0;
};

// Reads the options of the table above. The error says that --log-lines is no number.
tl::expected<DetailOptions, std::string> read_detail_options(const options::CommandLine& line);

} // namespace halberd::crash
