#include "core/config/server_keys.hpp"

#include "core/config/account_table.hpp"
#include "core/config/lint.hpp"
#include "core/config/option_key.hpp"
#include "core/config/path_values.hpp"

#include <array>

namespace halberd {
namespace {

// Read first: the other keys may use %(ENV_X)s of it.
constexpr Key<ServerOptions> environment_key{"environment", read<parse_environment, &ServerOptions::environment>};

constexpr std::array supervisord_keys{
    Key<ServerOptions>{"logfile", read<parse_activity_log, &ServerOptions::logfile>},
    Key<ServerOptions>{"logfile_maxbytes", read<parse_size, &ServerOptions::logfile_maxbytes>},
    Key<ServerOptions>{"logfile_backups", read<parse_integer, &ServerOptions::logfile_backups>},
    Key<ServerOptions>{"loglevel", read<parse_level, &ServerOptions::loglevel>},
    Key<ServerOptions>{"pidfile", read<parse_file, &ServerOptions::pidfile>},
    Key<ServerOptions>{"nodaemon", read<parse_boolean, &ServerOptions::nodaemon>},
    Key<ServerOptions>{"silent", read<parse_boolean, &ServerOptions::silent>},
    Key<ServerOptions>{"umask", read<parse_octal, &ServerOptions::umask>},
    Key<ServerOptions>{"user", read<parse_daemon_account, &ServerOptions::user>},
    Key<ServerOptions>{"identifier", read<parse_text, &ServerOptions::identifier>},
    Key<ServerOptions>{"directory", read<parse_optional_directory, &ServerOptions::directory>},
    Key<ServerOptions>{"nocleanup", read<parse_boolean, &ServerOptions::nocleanup>},
    Key<ServerOptions>{"childlogdir", read<parse_directory, &ServerOptions::childlogdir>},
    Key<ServerOptions>{"strip_ansi", read<parse_boolean, &ServerOptions::strip_ansi>},
    Key<ServerOptions>{"minfds", read<parse_integer, &ServerOptions::minfds>},
    Key<ServerOptions>{"minprocs", read<parse_integer, &ServerOptions::minprocs>},
    Key<ServerOptions>{"event_history", read<parse_count, &ServerOptions::event_history>},
    Key<ServerOptions>{"plugin_path", read<parse_search_path, &ServerOptions::plugin_path>},
    Key<ServerOptions>{"audit", read<parse_boolean, &ServerOptions::audit>},
    Key<ServerOptions>{"require_auth", read<parse_boolean, &ServerOptions::require_auth>},
};

// The value of one key: the command line's when there is one, else the file's.
void read_option(SectionReader& reader, const Key<ServerOptions>& key, const CommandLineOverrides& overrides,
                 const ReadContext& context, ServerOptions& server) {
    const auto given = overrides.supervisord.find(std::string(key.name));
    if (given == overrides.supervisord.end()) {
        reader.read(key, server);
    } else if (const auto bad = key.read(given->second, context.values, server)) {
        context.diagnostics.error({"command line"}, std::string(key.name) + ": " + bad->reason, bad->hint);
    }
}

ServerOptions default_options(const ValueContext& values) {
    ServerOptions server;
    server.logfile = normalize_path("supervisord.log", values);
    server.pidfile = normalize_path("supervisord.pid", values);
    server.childlogdir = normalize_path(values.environment.temporary_directory, values);
    server.plugin_path = {values.environment.default_plugin_path};
    return server;
}

} // namespace

std::vector<std::string_view> supervisord_key_names() {
    return key_names(supervisord_keys, std::array{environment_key});
}

ServerOptions read_supervisord_section(const ReadContext& context, const IniSection& section,
                                       const CommandLineOverrides& overrides) {
    ServerOptions server = default_options(context.values);
    SectionReader reader(context, section);
    read_option(reader, environment_key, overrides, context, server);
    reader.define_environment(server.environment);
    for (const auto& key : supervisord_keys) {
        read_option(reader, key, overrides, context, server);
    }
    if (context.looks_for_pitfalls) {
        for (const Pitfall& pitfall : find_pitfalls(server)) {
            reader.warning(pitfall);
        }
    }
    return server;
}

} // namespace halberd
