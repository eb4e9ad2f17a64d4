#pragma once

#include "core/base/error.hpp"

#include <map>
#include <string>
#include <string_view>

namespace halberd {

// Reads the text of a file of environment_file=: a KEY=value a line, with or without "export" before it. White space
// around key and value does not count; a value in quotes is one word by the rules of the shell, any other is taken as
// it stands. Blank lines and lines that start with '#' or ';' are skipped; of duplicate keys the last one counts. Such
// are the files of systemd's EnvironmentFile= and of Docker's --env-file.
//
// The error's detail names `file`, the line, what is wrong with it and what to write; it never shows a value.
Result<std::map<std::string, std::string>> parse_environment_file(std::string_view text, const std::string& file);

} // namespace halberd
