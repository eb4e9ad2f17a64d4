#pragma once

#include "core/config/program_spec.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <vector>

namespace halberd {

// The groups that the sections of `context.document` make: one for each [group:x], for each [program:x] and
// [fcgi-program:x] that is in no [group:x], and for each [eventlistener:x]; by priority, then by name. Of several
// groups, or processes of a group, with the same name only the one that Supervisor would run is left, with a warning.
// Supervisor: options.py process_groups_from_parser().
std::vector<GroupSpec> read_groups(const ReadContext& context, const ServerOptions& server);

} // namespace halberd
