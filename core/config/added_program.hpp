#pragma once

#include "core/config/program_table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halberd {

// A program that somebody describes while the daemon runs: what would stand in [program:x] of the configuration.
struct AddedProgram {
    std::string name;                                         // "x"
    std::vector<std::pair<std::string, std::string>> options; // its keys and values
};

// The processes that the program makes as a member of the group `group`, under what [supervisord] says. Sections of
// defaults of the configuration do not hold for it. Findings bear the configuration's name and no line; with an error
// the result is not usable.
std::vector<ProcessSpec> read_added_program(const AddedProgram& program, const std::string& group,
                                            const ServerOptions& server, const ConfigEnvironment& environment,
                                            Diagnostics& diagnostics);

} // namespace halberd
