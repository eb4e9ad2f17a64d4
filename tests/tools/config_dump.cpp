// config_dump [-o KEY=VALUE]… FILE…: reads each file as supervisord would in the present environment and folder, with
// the values of -o as those of the command line, and prints one line of JSON for it: errors, warnings, and the model.
//
// config_dump -k: prints the known keys of each kind of section.

#include "core/config/program_table.hpp"
#include "core/config/section_kinds.hpp"
#include "core/events/event_types.hpp"
#include "tests/tools/json_text.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <iostream>

namespace {

using namespace halberd;
using namespace halberd::testing;

const std::string null = "null";

ConfigEnvironment present_environment() {
    ConfigEnvironment environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const std::size_t equals = text.find('=');
        environment.variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    environment.host_name = host.data();
    environment.working_directory = std::filesystem::current_path().string();
    environment.temporary_directory = "/tmp";
    environment.default_plugin_path = "/usr/lib/halberd/plugins";
    environment.plugin_host = "/usr/bin/halberd-plugin-host";
    for (const std::string_view name : event_type_names()) {
        environment.event_names.emplace_back(name);
    }
    return environment;
}

std::string json_map(const std::map<std::string, std::string>& values) {
    JsonObject object;
    for (const auto& [name, value] : values) {
        object.add(name, json(value));
    }
    return object.text();
}

std::string json_strings(const std::vector<std::string>& values) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const std::string& value : values) {
        texts.push_back(json(value));
    }
    return json_array(texts);
}

std::string json_account(const std::optional<Account>& account) {
    return account ? json(static_cast<long long>(account->uid)) : null;
}

void add_log(JsonObject& object, const std::string& stream, const LogSpec& log) {
    const std::array<const char*, 2> words{"AUTO", "NONE"};
    object
        .add(stream + "_logfile",
             json(log.target == LogSpec::Target::File ? log.path : words.at(static_cast<std::size_t>(log.target))))
        .add(stream + "_logfile_maxbytes", json(static_cast<long long>(log.maxbytes.bytes)))
        .add(stream + "_logfile_backups", json(log.backups))
        .add(stream + "_capture_maxbytes", json(static_cast<long long>(log.capture_maxbytes.bytes)))
        .add(stream + "_events_enabled", json_boolean(log.events_enabled))
        .add(stream + "_syslog", json_boolean(log.syslog));
}

std::string json_owner(std::optional<uid_t> uid, std::optional<gid_t> gid) {
    return json_array({json(uid ? static_cast<long long>(*uid) : -1), json(gid ? static_cast<long long>(*gid) : -1)});
}

std::string dump(const std::optional<SocketSpec>& socket) {
    if (!socket) {
        return null;
    }
    JsonObject object;
    object.add("url", json(socket->url())).add("backlog", socket->backlog ? json(*socket->backlog) : null);
    if (const auto* local = std::get_if<UnixSocketAddress>(&socket->address)) {
        object.add("mode", json(local->mode)).add("owner", json_owner(local->owner_uid, local->owner_gid));
    }
    return object.text();
}

std::string dump(const ProcessSpec& process) {
    const std::array<const char*, 3> restart{"never", "unexpected", "always"};
    std::vector<std::string> codes;
    for (const int code : process.exitcodes) {
        codes.push_back(json(code));
    }
    JsonObject object;
    object.add("name", json(process.name))
        .add("command", json(process.command))
        .add("directory", process.directory ? json(*process.directory) : null)
        .add("umask", process.umask ? json(*process.umask) : null)
        .add("priority", json(process.priority))
        .add("autostart", json_boolean(process.autostart))
        .add("autorestart", json(restart.at(static_cast<std::size_t>(process.autorestart))))
        .add("startsecs", json(process.startsecs.count()))
        .add("startretries", json(process.startretries))
        .add("uid", json_account(process.user))
        .add("stopsignal", json(process.stopsignals.front().number))
        .add("stopwaitsecs", json(process.stopwaitsecs.count()))
        .add("stopasgroup", json_boolean(process.stopasgroup))
        .add("killasgroup", json_boolean(process.killasgroup))
        .add("exitcodes", json_array(codes))
        .add("redirect_stderr", json_boolean(process.redirect_stderr))
        .add("environment", json_map(process.environment))
        .add("serverurl", process.serverurl ? json(*process.serverurl) : null)
        .add("socket", dump(process.socket));
    add_log(object, "stdout", process.stdout_log);
    add_log(object, "stderr", process.stderr_log);
    return object.text();
}

std::vector<std::string> event_texts(const ListenerSpec& listener) {
    std::vector<std::string> texts;
    for (const EventSelection& selection : listener.events) {
        texts.push_back(selection.text());
    }
    return texts;
}

std::string dump(const GroupSpec& group) {
    std::vector<std::string> processes;
    for (const ProcessSpec& process : group.processes) {
        processes.push_back(dump(process));
    }
    JsonObject object;
    object.add("name", json(group.name)).add("priority", json(group.priority)).add("processes", json_array(processes));
    if (group.listener) {
        object.add("events", json_strings(event_texts(*group.listener)))
            .add("buffer_size", json(static_cast<long long>(group.listener->buffer_size)));
        if (group.listener->plugin) {
            object.add("plugin", json(group.listener->plugin->library));
        }
    }
    return object.text();
}

std::string dump_servers(const ServerOptions& server) {
    const auto username = [](const std::optional<Credentials>& login) { return login ? json(login->username) : null; };
    std::vector<std::string> servers;
    for (const InetServerSpec& one : server.inet_servers) {
        servers.push_back(JsonObject()
                              .add("section", json(one.section))
                              .add("host", json(one.host))
                              .add("port", json(one.port))
                              .add("username", username(one.credentials))
                              .text());
    }
    for (const UnixServerSpec& one : server.unix_servers) {
        servers.push_back(JsonObject()
                              .add("section", json(one.section))
                              .add("file", json(one.path))
                              .add("chmod", json(one.mode))
                              .add("chown", json_owner(one.owner_uid, one.owner_gid))
                              .add("username", username(one.credentials))
                              .text());
    }
    return json_array(servers);
}

std::string dump(const ServerOptions& server) {
    return JsonObject()
        .add("logfile", json(server.logfile))
        .add("logfile_maxbytes", json(static_cast<long long>(server.logfile_maxbytes.bytes)))
        .add("logfile_backups", json(server.logfile_backups))
        .add("loglevel", json(static_cast<long long>(server.loglevel)))
        .add("pidfile", json(server.pidfile))
        .add("nodaemon", json_boolean(server.nodaemon))
        .add("silent", json_boolean(server.silent))
        .add("umask", json(*server.umask))
        .add("uid", json_account(server.user))
        .add("identifier", json(server.identifier))
        .add("directory", server.directory ? json(*server.directory) : null)
        .add("nocleanup", json_boolean(server.nocleanup))
        .add("childlogdir", json(server.childlogdir))
        .add("environment", json_map(server.environment))
        .add("strip_ansi", json_boolean(server.strip_ansi))
        .add("minfds", json(server.minfds))
        .add("minprocs", json(server.minprocs))
        .add("serverurl", json(server.server_url()))
        .add("servers", dump_servers(server))
        .text();
}

std::string dump_file(const std::string& path, const CommandLineOverrides& overrides) {
    Diagnostics diagnostics;
    const Configuration configuration = read_configuration(path, present_environment(), overrides, diagnostics);
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    for (const Diagnostic& one : diagnostics.all()) {
        (one.severity == Diagnostic::Severity::Error ? errors : warnings).push_back(one.text());
    }
    std::vector<std::string> groups;
    for (const GroupSpec& group : configuration.groups) {
        groups.push_back(dump(group));
    }
    return JsonObject()
        .add("errors", json_strings(errors))
        .add("warnings", json_strings(warnings))
        .add("server", dump(configuration.server))
        .add("groups", json_array(groups))
        .text();
}

std::string dump_known_keys() {
    JsonObject object;
    for (const auto& [title, keys] : known_keys()) {
        object.add(title, json_strings({keys.begin(), keys.end()}));
    }
    return object.text();
}

} // namespace

int main(int argc, char** argv) {
    CommandLineOverrides overrides;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "-o" && i + 1 < argc) {
            const std::string pair = argv[++i];
            const std::size_t equals = pair.find('=');
            overrides.supervisord[pair.substr(0, equals)] = pair.substr(equals + 1);
        } else if (argument == "-k") {
            std::cout << dump_known_keys() << '\n';
        } else {
            std::cout << dump_file(argument, overrides) << '\n';
        }
    }
    return 0;
}
