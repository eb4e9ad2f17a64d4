#include "core/config/added_program.hpp"

#include "core/config/account_table.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/program_members.hpp"
#include "core/config/section_kinds.hpp"
#include "core/config/section_reader.hpp"

namespace halberd {

std::vector<ProcessSpec> read_added_program(const AddedProgram& program, const std::string& group,
                                            const ServerOptions& server, const ConfigEnvironment& environment,
                                            Diagnostics& diagnostics) {
    IniDocument document;
    const Origin origin{server.config_file};
    IniSection& section = document.section("program:" + program.name, origin);
    for (const auto& [key, value] : program.options) {
        section.entries.push_back({lower_case(key), value, origin, {}, key, {}});
    }
    check_sections(document, diagnostics);
    AccountTable accounts;
    ReadContext context{document,
                        common_names(environment),
                        {environment, accounts, directory_of_programs(server, environment)},
                        diagnostics,
                        false};
    add_environment(context.names, server.environment);
    SectionReader reader(context, section);
    if (const auto name = parse_name(program.name); !name) {
        reader.error("", name.error().reason, name.error().hint);
        return {};
    }
    return read_members(context, section, ProgramKind::Program, group, server).processes;
}

} // namespace halberd
