#pragma once

#include "core/config/option_key.hpp"
#include "core/config/program_spec.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace halberd {

// The keys that [program:x] and [eventlistener:x] share. Those of process_keys are read for each process, so that all
// of them may use %(process_num)d.

// How many processes the section makes, and where its group stands; read once.
struct ProgramSection {
    int priority = 999;
    int numprocs = 1;
    int numprocs_start = 0;
};
std::span<const Key<ProgramSection>> program_section_keys();

// Read before process_keys, which may use %(ENV_X)s of it.
const Key<ProcessSpec>& process_environment_key();

std::span<const Key<ProcessSpec>> process_keys();

// All of the above.
std::vector<std::string_view> program_key_names();

// [group:x]
struct GroupSection {
    int priority = 999;
    std::vector<std::string> programs;
};
std::span<const Key<GroupSection>> group_keys();
std::vector<std::string_view> group_key_names();

} // namespace halberd
