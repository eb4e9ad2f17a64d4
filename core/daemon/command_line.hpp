#pragma once

#include "core/config/diagnostics_json.hpp"
#include "core/config/program_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// What supervisord's command line asks for.
struct CommandLine {
    enum class Action { Run, ShowHelp, ShowVersion, CheckConfiguration };

    Action action = Action::Run;
    std::optional<std::string> config_file;                // -c
    FindingsFormat findings_format = FindingsFormat::Text; // of --check-config
    CommandLineOverrides overrides;                        // the options that stand for keys of [supervisord]
};

// Reads supervisord's options, short and long, long ones also abbreviated. The error is the sentence for the user.
// Supervisor: options.py ServerOptions, with Python's getopt.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);

// The text of -h.
std::string command_line_help(const std::string& program);

} // namespace halberd
