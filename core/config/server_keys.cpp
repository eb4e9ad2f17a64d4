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
};

struct Login {
    std::optional<std::string> username;
    std::optional<std::string> password;
};

constexpr std::array login_keys{
    Key<Login>{"username", read<parse_text, &Login::username>},
    Key<Login>{"password", read<parse_text, &Login::password>},
};

struct UnixServerSection {
    std::optional<std::string> path;
    mode_t mode = 0700;
    std::optional<Ownership> owner;
};

constexpr std::array unix_server_keys{
    Key<UnixServerSection>{"file", read<parse_path, &UnixServerSection::path>},
    Key<UnixServerSection>{"chmod", read<parse_octal, &UnixServerSection::mode>},
    Key<UnixServerSection>{"chown", read<parse_ownership, &UnixServerSection::owner>},
};

struct InetServerSection {
    std::optional<InetAddress> address;
};

constexpr std::array inet_server_keys{
    Key<InetServerSection>{"port", read<parse_inet_address, &InetServerSection::address>},
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

std::optional<Credentials> read_credentials(SectionReader& reader) {
    Login login;
    reader.read<Login>(login_keys, login);
    if (!login.username && !login.password) {
        return std::nullopt;
    }
    if (!login.username || !login.password) {
        if (!reader.has_failed()) {
            reader.missing(login.username ? "username" : "password", "incomplete authentication",
                           std::string("set ") + (login.username ? "password" : "username") + "= as well, or neither");
        }
        return std::nullopt;
    }
    return Credentials{*login.username, *login.password};
}

// `subject` is what find_pitfalls() looks at.
template <class Subject>
void warn_of_pitfalls(const ReadContext& context, const Subject& subject, SectionReader& reader) {
    if (context.looks_for_pitfalls) {
        for (const Pitfall& pitfall : find_pitfalls(subject)) {
            reader.warning(pitfall);
        }
    }
}

void read_unix_server(const ReadContext& context, const IniSection& section, ServerOptions& server) {
    SectionReader reader(context, section);
    UnixServerSection values;
    reader.read<UnixServerSection>(unix_server_keys, values);
    UnixServerSpec spec;
    spec.credentials = read_credentials(reader);
    if (reader.find("file") == nullptr) {
        reader.missing("the section has no file value", "add file= with the path of the socket");
    }
    if (reader.has_failed()) {
        return;
    }
    spec.section = section.name;
    spec.path = *values.path;
    spec.mode = values.mode;
    if (values.owner) {
        spec.owner_uid = values.owner->uid;
        spec.owner_gid = values.owner->gid;
    }
    spec.origin = section.origin;
    server.unix_servers.push_back(std::move(spec));
}

void read_inet_server(const ReadContext& context, const IniSection& section, ServerOptions& server) {
    SectionReader reader(context, section);
    InetServerSection values;
    reader.read<InetServerSection>(inet_server_keys, values);
    InetServerSpec spec;
    spec.credentials = read_credentials(reader);
    if (reader.find("port") == nullptr) {
        reader.missing("the section has no port value", "add port=, such as 127.0.0.1:9001");
    }
    if (reader.has_failed()) {
        return;
    }
    spec.section = section.name;
    spec.host = values.address->host;
    spec.port = values.address->port;
    spec.origin = section.origin;
    warn_of_pitfalls(context, spec, reader);
    server.inet_servers.push_back(std::move(spec));
}

} // namespace

std::vector<std::string_view> supervisord_key_names() {
    return key_names(supervisord_keys, std::array{environment_key});
}

std::vector<std::string_view> unix_server_key_names() {
    return key_names(unix_server_keys, login_keys);
}

std::vector<std::string_view> inet_server_key_names() {
    return key_names(inet_server_keys, login_keys);
}

bool is_unix_server_section(std::string_view section) {
    return section.starts_with("unix_http_server");
}

bool is_inet_server_section(std::string_view section) {
    return section.starts_with("inet_http_server");
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
    warn_of_pitfalls(context, server, reader);
    return server;
}

void read_http_servers(const ReadContext& context, ServerOptions& server) {
    for (const IniSection& section : context.document.sections()) {
        if (is_unix_server_section(section.name)) {
            read_unix_server(context, section, server);
        } else if (is_inet_server_section(section.name)) {
            read_inet_server(context, section, server);
        }
    }
}

} // namespace halberd
