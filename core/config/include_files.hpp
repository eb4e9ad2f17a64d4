#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/ini_source.hpp"
#include "core/config/program_table.hpp"

#include <string>
#include <vector>

namespace halberd {

// Reads the files that [include] of the main file, whose absolute path is `main_file`, names: for each pattern of
// files= the matches in sorted order, relative to the folder of the main file. An included file may itself have an
// [include], which holds for its own folder and is followed at once; in Supervisor it has no effect. Returns the paths
// that were read. A pattern without a match, a match that cannot be read, and a file that includes itself, be it by way
// of others, are warnings. Supervisor: options.py read_config().
std::vector<std::string> read_included_files(const std::string& main_file, const ConfigEnvironment& environment,
                                             IniDocument& document, Diagnostics& diagnostics);

} // namespace halberd
