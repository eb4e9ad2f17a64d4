#pragma once

#include "sdk/options/command_line.hpp"

#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::restart {

// The options program, any, eager, not-eager and grace of a plugin that checks something and restarts processes for it.
struct ProcessOptions {
    std::vector<std::string> programs;
    bool any = false;
    bool eager = true; // check even if none of them is RUNNING; of eager and not-eager the last counts
    std::chrono::seconds grace{};
};

// The error says what is wrong with the value of an option.
tl::expected<ProcessOptions, std::string> read_process_options(const options::CommandLine& line);

// The number of seconds that an option gives, `otherwise` without the option. The error as above.
tl::expected<std::chrono::seconds, std::string> read_seconds(const options::CommandLine& line, const std::string& name,
                                                             std::chrono::seconds otherwise);

} // namespace halberd::restart
