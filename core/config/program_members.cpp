#include "core/config/program_members.hpp"

#include "core/config/account_table.hpp"
#include "core/config/fcgi_keys.hpp"
#include "core/config/lint.hpp"
#include "core/config/listener_keys.hpp"
#include "core/config/path_values.hpp"
#include "core/config/plugin_command.hpp"
#include "core/config/program_keys.hpp"
#include "core/config/unicode_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace halberd {
namespace {

// Reads the processes of one section, one after the other.
class MemberReader {
 public:
    MemberReader(const ReadContext& context, const IniSection& section, ProgramKind kind, const ServerOptions& server)
        : context_(context),
          reader_(context, section, defaults_section(kind)),
          kind_(kind),
          server_(server),
          program_(program_name(section)) {}

    ProgramMembers read(const std::string& group_name) {
        ProgramSection section;
        section.priority = kind_ == ProgramKind::EventListener ? -1 : 999; // listeners start first and stop last
        reader_.define("program_name", program_);
        reader_.define("group_name", group_name);
        reader_.read(program_section_keys(), section);
        members_.group_priority = section.priority;
        check_process_name(section.numprocs);
        for (int i = 0; i < section.numprocs; ++i) {
            reader_.define("process_num", static_cast<long>(section.numprocs_start) + i);
            reader_.define("numprocs", static_cast<long>(section.numprocs));
            members_.processes.push_back(read_process());
            if (reader_.has_failed()) {
                break; // the other processes would fail in the same way
            }
            warn_of_pitfalls(members_.processes.back());
        }
        std::stable_sort(members_.processes.begin(), members_.processes.end(), [](const auto& a, const auto& b) {
            return std::tie(a.priority, a.name) < std::tie(b.priority, b.name);
        });
        return std::move(members_);
    }

 private:
    ProcessSpec read_process() {
        ProcessSpec process;
        process.name = program_;
        reader_.read(process_environment_key(), process);
        reader_.define_environment(process.environment);
        reader_.read(process_keys(), process);
        settle_environment(process);
        settle_stop(process);
        settle_logs(process);
        if (kind_ == ProgramKind::EventListener) {
            settle_listener(process);
        } else if (reader_.find("command") == nullptr) {
            reader_.missing("program section does not specify a command", "add command=");
        }
        if (kind_ == ProgramKind::FcgiProgram) {
            settle_socket(process);
        }
        return process;
    }

    void warn_of_pitfalls(const ProcessSpec& process) {
        const IniEntry* command = reader_.find("command");
        if (!context_.looks_for_pitfalls || command == nullptr) {
            return;
        }
        const std::string home = process.user ? home_directory(process.user->name) : "";
        const uid_t daemon_user = context_.values.environment.user_id;
        for (const Pitfall& pitfall : find_pitfalls(CheckedProgram{process, command->comment, daemon_user, home})) {
            reader_.warning(pitfall);
        }
    }

    // The name as it is written must be fit for a name, so that each expansion of it is. Supervisor checks the same.
    void check_process_name(int numprocs) {
        const IniEntry* entry = reader_.find("process_name");
        const std::string written = entry != nullptr ? entry->value : "%(program_name)s";
        if (const auto name = parse_name(written); !name) {
            reader_.error("process_name", name.error().reason, name.error().hint, name.error().offset);
        } else if (numprocs > 1 && written.find("%(process_num)") == std::string::npos) {
            reader_.error(entry != nullptr ? "process_name" : "numprocs",
                          "%(process_num) must be present within process_name when numprocs > 1",
                          "write process_name=%(program_name)s_%(process_num)02d");
        }
    }

    // environment= of the program wins over what a login of its user sets, and that over environment= of [supervisord].
    void settle_environment(ProcessSpec& process) {
        if (process.user_environment == UserEnvironment::Login) {
            const auto& daemon_user = server_.user;
            const std::string user = process.user  ? process.user->name
                                     : daemon_user ? daemon_user->name
                                                   : std::to_string(context_.values.environment.user_id);
            const auto variables = context_.values.accounts.login_variables(user);
            if (variables) {
                process.environment.insert(variables->begin(), variables->end());
            } else {
                reader_.error("user_environment", variables.error().reason, variables.error().hint, 0);
            }
        }
        process.environment.insert(server_.environment.begin(), server_.environment.end());
    }

    void settle_stop(ProcessSpec& process) {
        if (process.stop_scope) {
            settle_stop_scope(process);
            return;
        }
        if (reader_.find("killasgroup") == nullptr) {
            process.killasgroup = process.stopasgroup;
        } else if (process.stopasgroup && !process.killasgroup) {
            reader_.error("killasgroup", "Cannot set stopasgroup=true and killasgroup=false",
                          "leave killasgroup= out: stopasgroup=true implies it");
        }
    }

    void settle_stop_scope(ProcessSpec& process) {
        const bool is_wider = *process.stop_scope != StopScope::Process;
        for (const auto& [key, value] :
             {std::pair{"stopasgroup", process.stopasgroup}, std::pair{"killasgroup", process.killasgroup}}) {
            if (reader_.find(key) != nullptr && value != is_wider) {
                reader_.error("stop_scope", fmt::format("contradicts {}=", key),
                              fmt::format("leave {}= out: stop_scope= says it as well", key));
            }
        }
        process.stopasgroup = is_wider;
        process.killasgroup = is_wider;
    }

    void settle_logs(ProcessSpec& process) {
        note_doubtful_log("stdout", process.stdout_log);
        if (!process.redirect_stderr) {
            note_doubtful_log("stderr", process.stderr_log);
            return;
        }
        if (process.stderr_log.target == LogSpec::Target::File) {
            reader_.warning("stderr_logfile",
                            "redirect_stderr=true but stderr_logfile has also been set to a filename, "
                            "the filename has been ignored");
        }
        process.stderr_log.target = LogSpec::Target::None;
        process.stderr_log.path.clear();
    }

    void note_doubtful_log(const std::string& stream, const LogSpec& log) {
        const std::string key = stream + "_logfile";
        if (log.target == LogSpec::Target::Auto && log.maxbytes.bytes == 0) {
            reader_.warning(key + "_maxbytes", "AUTO logging used for " + key + " without rollover",
                            "set maxbytes > 0 to avoid filling up filesystem unintentionally");
        }
        const IniEntry* entry = reader_.find(key);
        if (entry != nullptr && is_syslog_name(entry->value)) {
            reader_.warning(key, key + "=syslog is deprecated", "write " + stream + "_syslog=true instead");
        }
    }

    // Its processes share one socket, that of the first.
    void settle_socket(ProcessSpec& process) {
        if (members_.processes.empty()) {
            read_socket(process.user);
        }
        process.socket = socket_;
    }

    void read_socket(const std::optional<Account>& user) {
        const IniEntry* entry = reader_.find("socket");
        if (entry != nullptr && entry->value.find("%(process_num)") != std::string::npos) {
            reader_.error("socket", "all processes of the program share one socket, %(process_num) means nothing here",
                          "leave %(process_num) out");
            return;
        }
        if (entry == nullptr) {
            reader_.missing("the section requires a \"socket\" line",
                            "add socket=, such as socket=unix:///run/NAME.sock or socket=tcp://127.0.0.1:9000");
        }
        FcgiSection values;
        reader_.read(fcgi_section_keys(), values);
        if (!values.socket) {
            return;
        }
        if (auto* local = std::get_if<UnixSocketAddress>(&*values.socket)) {
            settle_ownership(values, user, *local);
        } else {
            refuse_ownership();
        }
        socket_ = SocketSpec{program_, *std::move(values.socket), values.backlog};
    }

    // A program that runs as another user owns its socket unless socket_owner= says otherwise.
    void settle_ownership(const FcgiSection& values, const std::optional<Account>& user, UnixSocketAddress& address) {
        address.mode = values.mode.value_or(address.mode);
        if (values.owner) {
            address.owner_uid = values.owner->uid;
            address.owner_gid = values.owner->gid;
        } else if (user && user->uid != context_.values.environment.user_id) {
            address.owner_uid = user->uid;
            address.owner_gid = user->gid;
        }
    }

    void refuse_ownership() {
        for (const std::string_view key : {"socket_owner", "socket_mode"}) {
            if (reader_.find(key) != nullptr) {
                reader_.error(key, "socket_owner and socket_mode params should only be used with a Unix domain socket",
                              "remove it, or write socket=unix:///run/NAME.sock");
            }
        }
    }

    void settle_listener(ProcessSpec& process) {
        if (process.redirect_stderr) {
            reader_.error("redirect_stderr",
                          "redirect_stderr=true is not allowed because it will interfere with the "
                          "eventlistener protocol",
                          "remove it");
        }
        PluginChoice choice;
        reader_.read(plugin_keys(), choice);
        const bool has_command = reader_.find("command") != nullptr;
        if (reader_.find("plugin") == nullptr) {
            if (!has_command) {
                reader_.missing("program section does not specify a command", "add command=, or plugin=");
            } else if (reader_.find("isolation") != nullptr) {
                reader_.warning("isolation", "means nothing without plugin=");
            }
        } else if (has_command) {
            reader_.error("plugin", "a listener has either command= or plugin=, not both", "remove one of them");
        } else if (choice.text) {
            settle_plugin(choice, process);
        }
    }

    void settle_plugin(const PluginChoice& choice, ProcessSpec& process) {
        auto plugin = find_plugin(*choice.text, server_.plugin_path, context_.values.base_directory);
        if (!plugin) {
            reader_.error("plugin", plugin.error().detail, "write NAME or /path/NAME.so, then its arguments");
            return;
        }
        if (::access(plugin->library.c_str(), R_OK) != 0) {
            reader_.warning("plugin", plugin->library + " can't be read: " + errno_text(errno),
                            "the listener will be FATAL; name an existing plugin, or correct plugin_path=");
        }
        if (choice.is_isolated) {
            process.command = plugin_host_command(context_.values.environment.plugin_host, *plugin);
            return;
        }
        if (process.user) {
            reader_.error("user", "a plugin in the daemon runs as the daemon's user",
                          "add isolation=process, or remove user=");
        }
        warn_of_useless_keys();
        if (members_.plugin && members_.plugin != *plugin) {
            reader_.error("plugin", "the processes of this listener differ in their plugin or its arguments",
                          "add isolation=process, or leave process_num out");
        }
        process.command = *choice.text;
        members_.plugin = *std::move(plugin);
    }

    // Those about the process that a plugin in the daemon has not.
    void warn_of_useless_keys() {
        for (const char* key : {"directory", "umask", "stop_scope", "stopasgroup", "killasgroup", "rlimits", "nice",
                                "ioprio", "cpu_affinity", "oom_score_adj", "no_new_privs", "capability_bounding_set"}) {
            if (reader_.find(key) != nullptr) {
                reader_.warning(key, "means nothing for a plugin in the daemon, which has no process of its own",
                                "add isolation=process, or remove it");
            }
        }
    }

    const ReadContext& context_;
    SectionReader reader_;
    ProgramKind kind_;
    const ServerOptions& server_;
    std::string program_;
    std::optional<SocketSpec> socket_; // of a FastCGI program
    ProgramMembers members_;
};

} // namespace

std::string_view defaults_section(ProgramKind kind) {
    return kind == ProgramKind::EventListener ? "eventlistener-default" : "program-default";
}

std::string program_name(const IniSection& section) {
    return std::string(strip(std::string_view(section.name).substr(section.name.find(':') + 1)));
}

ProgramMembers read_members(const ReadContext& context, const IniSection& section, ProgramKind kind,
                            const std::string& group_name, const ServerOptions& server) {
    return MemberReader(context, section, kind, server).read(group_name);
}

} // namespace halberd
