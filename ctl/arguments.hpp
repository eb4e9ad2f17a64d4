#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::ctl {

// The command line, as given.
struct Arguments {
    bool wants_help = false;
    bool is_interactive = false;
    std::optional<std::string> configuration;
    std::optional<std::string> server_url;
    std::optional<std::string> username;
    std::optional<std::string> password;
    std::optional<std::string> history_file;
    std::vector<std::string> action;
};

// Takes the command line apart. The options end at the first word that is none, so that actions may have options of
// their own ("tail -f web"). The error says what is wrong, in the words of Python's getopt, which Supervisor uses.
tl::expected<Arguments, std::string> parse_arguments(int argc, char** argv);

} // namespace halberd::ctl
