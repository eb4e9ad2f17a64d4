#include "core/config/program_table.hpp"

#include "core/config/account_table.hpp"
#include "core/config/diagnostic_places.hpp"
#include "core/config/foreign_plugins.hpp"
#include "core/config/group_assembly.hpp"
#include "core/config/http_server_keys.hpp"
#include "core/config/include_files.hpp"
#include "core/config/path_values.hpp"
#include "core/config/section_kinds.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_keys.hpp"

#include <map>

namespace halberd {
namespace {

enum class Scrutiny { OfTheDaemon, OfLint };

// What the main file, which `document` holds as far as it could be read, and its [include] make.
Configuration read_document(const std::string& main_file, Scrutiny scrutiny, IniDocument& document,
                            const ConfigEnvironment& environment, const CommandLineOverrides& overrides,
                            Diagnostics& diagnostics) {
    Configuration configuration;
    configuration.included_files = read_included_files(main_file, environment, document, diagnostics);
    check_sections(document, diagnostics);

    AccountTable accounts;
    ReadContext context{document,
                        common_names(environment),
                        {environment, accounts, environment.working_directory},
                        diagnostics,
                        scrutiny == Scrutiny::OfLint};
    const IniSection* supervisord = document.find("supervisord");
    if (supervisord == nullptr && document.is_complete()) {
        diagnostics.error({main_file}, "the file does not include a [supervisord] section",
                          "add a line [supervisord]; it may stay empty");
    }
    static const IniSection empty_section{"supervisord", {}, {}, false};
    ServerOptions& server = configuration.server;
    server = read_supervisord_section(context, supervisord != nullptr ? *supervisord : empty_section, overrides);
    server.config_file = main_file;
    add_environment(context.names, server.environment);
    server.rpc_plugins = read_rpc_interfaces(context, server);
    check_ctl_plugins(document, Diagnostic::Severity::Warning, diagnostics);
    read_http_servers(context, server);
    context.values.base_directory = directory_of_programs(server, environment);
    configuration.groups = read_groups(context, server);
    return configuration;
}

// `read_main` reads the main file into a document and says whether it had no error.
template <class ReadMain>
Configuration read_with(ReadMain read_main, const std::string& path, Scrutiny scrutiny,
                        const ConfigEnvironment& environment, const CommandLineOverrides& overrides,
                        Diagnostics& diagnostics) {
    const std::string main_file = absolute_path(path, environment.working_directory);
    IniDocument document;
    Configuration configuration;
    // When nothing could be read, all would seem to be missing.
    if (read_main(main_file, document, diagnostics) || !document.sections().empty()) {
        configuration = read_document(main_file, scrutiny, document, environment, overrides, diagnostics);
    }
    complete_places(document, diagnostics);
    diagnostics.sort_by_place();
    return configuration;
}

} // namespace

std::string directory_of_programs(const ServerOptions& server, const ConfigEnvironment& environment) {
    return server.directory && !server.nodaemon ? *server.directory : environment.working_directory;
}

Configuration read_configuration(const std::string& path, const ConfigEnvironment& environment,
                                 const CommandLineOverrides& overrides, Diagnostics& diagnostics) {
    return read_with(read_ini_file, path, Scrutiny::OfTheDaemon, environment, overrides, diagnostics);
}

Configuration read_configuration_text(std::string_view text, const std::string& path,
                                      const ConfigEnvironment& environment, const CommandLineOverrides& overrides,
                                      Diagnostics& diagnostics) {
    const auto read_main = [text](const std::string& file, IniDocument& document, Diagnostics& found) {
        return read_ini_text(text, file, document, found);
    };
    return read_with(read_main, path, Scrutiny::OfTheDaemon, environment, overrides, diagnostics);
}

Configuration lint_configuration(const std::string& path, const ConfigEnvironment& environment,
                                 const CommandLineOverrides& overrides, Diagnostics& diagnostics) {
    return read_with(read_ini_file, path, Scrutiny::OfLint, environment, overrides, diagnostics);
}

GroupChanges compare_groups(const std::vector<GroupSpec>& active, const std::vector<GroupSpec>& wanted) {
    std::map<std::string_view, const GroupSpec*> before;
    std::map<std::string_view, const GroupSpec*> after;
    for (const GroupSpec& group : active) {
        before.emplace(group.name, &group);
    }
    for (const GroupSpec& group : wanted) {
        after.emplace(group.name, &group);
    }
    GroupChanges changes;
    for (const GroupSpec& group : wanted) {
        const auto found = before.find(group.name);
        if (found == before.end()) {
            changes.added.push_back(group.name);
        } else if (*found->second != group) {
            changes.changed.push_back(group.name);
        }
    }
    for (const GroupSpec& group : active) {
        if (after.count(group.name) == 0) {
            changes.removed.push_back(group.name);
        }
    }
    return changes;
}

} // namespace halberd
