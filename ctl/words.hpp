#pragma once

#include <string_view>
#include <vector>

namespace halberd::ctl {

// The words of a text, which white space separates. There is no quoting: names hold no blanks.
std::vector<std::string_view> split_words(std::string_view text);

// `text` without white space at its ends.
std::string_view trimmed(std::string_view text);

// A line as the user typed it, taken apart. Supervisor relies on Python's cmd.py parseline(): the command is the
// leading run of letters, digits and underscores, so "status*" is the command "status" with the argument "*"; "?x"
// means "help x".
struct CommandLine {
    std::string_view line;     // trimmed
    std::string_view command;  // empty when the line begins with something else
    std::string_view argument; // trimmed
};
CommandLine split_command_line(std::string_view line);

} // namespace halberd::ctl
