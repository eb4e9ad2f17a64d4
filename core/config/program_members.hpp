#pragma once

#include "core/config/program_spec.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The processes of one section, and the plugin that runs in the daemon in their place.
struct ProgramMembers {
    std::vector<ProcessSpec> processes; // by priority, then by name
    std::optional<PluginSpec> plugin;
    int group_priority = 999; // of the group that the section makes
};

enum class ProgramKind { Program, FcgiProgram, EventListener };

// The section whose keys hold for every section of a kind that does not set them itself: "program-default".
std::string_view defaults_section(ProgramKind kind);

// "x" of [program:x]: what follows the first colon, without white space around it.
std::string program_name(const IniSection& section);

// Reads [program:x], [fcgi-program:x] or [eventlistener:x] as members of the group `group_name`; `server` is what
// [supervisord] says. Supervisor: options.py processes_from_section().
ProgramMembers read_members(const ReadContext& context, const IniSection& section, ProgramKind kind,
                            const std::string& group_name, const ServerOptions& server);

} // namespace halberd
