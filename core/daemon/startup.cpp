#include "core/daemon/startup.hpp"

#include "core/config/config_environment.hpp"
#include "core/config/diagnostics_json.hpp"
#include "core/config/path_values.hpp"
#include "core/config/search_path.hpp"
#include "core/daemon/command_line.hpp"
#include "core/daemon/daemon_loop.hpp"
#include "core/events/event_types.hpp"
#include "core/os/privileges.hpp"
#include "core/rpc/supervisor_methods.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

namespace halberd {
namespace {

namespace fs = std::filesystem;

constexpr int exit_cannot_start = 2;

// Tells the operator why there is no daemon. Supervisor: options.py usage().
int refuse(const std::string& program, const std::string& message) {
    fmt::print(stderr, "Error: {}\nFor help, use {} -h\n", message, program);
    return exit_cannot_start;
}

// The same for a configuration in error.
int refuse(const std::string& program, const Diagnostics& diagnostics) {
    if (diagnostics.all().size() == 1 && diagnostics.all().front().origin.line == 0) {
        return refuse(program, diagnostics.error_text()); // such as a missing file: there is no line to show
    }
    std::string report = diagnostics.report();
    report.pop_back(); // refuse() ends the line
    return refuse(program, fmt::format("the configuration cannot be used: {}\n{}", diagnostics.summary(), report));
}

ConfigEnvironment config_environment() {
    const auto names = event_type_names();
    return present_environment({names.begin(), names.end()});
}

Result<std::string> find_configuration(const std::string& program) {
    const auto paths = configuration_search_path(program);
    for (const std::string& path : paths) {
        if (fs::exists(path)) {
            return path;
        }
    }
    return failure(
        "", fmt::format("No config file found at default paths ({}); use the -c option to specify a config file at "
                        "a different path",
                        fmt::join(paths, ", ")));
}

using Messages = std::vector<std::pair<LogLevel, std::string>>;

// Becomes the user of user=. Like all that is done before there is a log, it is to be logged later.
Result<void> take_user(const ServerOptions& options, Messages& messages) {
    if (options.user) {
        if (const auto dropped = drop_privileges(*options.user); !dropped) {
            return tl::unexpected(dropped.error());
        }
        messages.emplace_back(LogLevel::Info, fmt::format("Set uid to user {} succeeded", options.user->uid));
    } else if (::geteuid() == 0) {
        messages.emplace_back(
            LogLevel::Critical,
            "Supervisor is running as root.  Privileges were not dropped because no user is specified in the "
            "config file.  If you intend to run as root, you can set user=root in the config file to avoid "
            "this message.");
    }
    return {};
}

Result<void> raise_limits(const ServerOptions& options, Messages& messages) {
    for (auto* require : {&require_descriptors, &require_processes}) {
        const auto raised =
            require(static_cast<std::uint64_t>(require == &require_descriptors ? options.minfds : options.minprocs));
        if (!raised) {
            return tl::unexpected(raised.error());
        }
        if (*raised) {
            messages.emplace_back(LogLevel::Info, **raised);
        }
    }
    return {};
}

void add_findings(Messages& messages, const Configuration& configuration, const Diagnostics& diagnostics) {
    for (const std::string& file : configuration.included_files) {
        messages.emplace_back(LogLevel::Info, fmt::format("Included extra file \"{}\" during parsing", file));
    }
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        messages.emplace_back(LogLevel::Warning, diagnostic.text());
    }
}

// The heaviest first. Supervisor: options.py make_logger().
Messages in_order(Messages messages) {
    std::stable_sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    return messages;
}

// Prints what is wrong or doubtful with a configuration, and starts nothing.
int check_configuration(const CommandLine& line, const std::string& path) {
    Diagnostics diagnostics;
    lint_configuration(path, config_environment(), line.overrides, diagnostics);
    fmt::print("{}", format_findings(path, diagnostics, line.findings_format));
    return diagnostics.has_errors() ? exit_cannot_start : 0;
}

// Runs one configuration after the other until the daemon shall exit.
int run(const std::string& program, DaemonLoop::Start start) {
    for (;;) {
        const auto read_again = start.read_configuration;
        const auto read_added = start.read_added_program;
        const auto ended = DaemonLoop::run(std::move(start));
        if (!ended) {
            return refuse(program, ended.error().message());
        }
        if (ended->kind == Supervisor::End::Kind::Exit) {
            return ended->exit_status;
        }
        Diagnostics diagnostics;
        start = DaemonLoop::Start();
        start.read_configuration = read_again;
        start.read_added_program = read_added;
        start.configuration = read_again(diagnostics);
        if (diagnostics.has_errors()) {
            // It was right when the reload was asked for, and has been broken while programs were stopping.
            return refuse(program, diagnostics);
        }
        Messages messages;
        add_findings(messages, start.configuration, diagnostics);
        if (const auto taken = take_user(start.configuration.server, messages); !taken) {
            return refuse(program, taken.error().message());
        }
        start.messages = in_order(std::move(messages));
    }
}

} // namespace

int run_supervisord(const std::string& program, const std::vector<std::string>& arguments) {
    const auto line = parse_command_line(arguments);
    if (!line) {
        return refuse(program, line.error().message());
    }
    if (line->action == CommandLine::Action::ShowHelp) {
        fmt::print("{}", command_line_help(program));
        return 0;
    }
    if (line->action == CommandLine::Action::ShowVersion) {
        fmt::print("{}\n", compatible_supervisor_version);
        return 0;
    }
    if (!line->config_file && ::geteuid() == 0) {
        fmt::print(
            stderr,
            "Supervisord is running as root and it is searching for its configuration file in default locations "
            "(including its current working directory); you probably want to specify a \"-c\" argument specifying an "
            "absolute path to a configuration file for improved security.\n");
    }
    const auto config_file = line->config_file ? Result<std::string>(*line->config_file) : find_configuration(program);
    if (!config_file) {
        return refuse(program, config_file.error().message());
    }

    const std::string path = absolute_path(*config_file, fs::current_path());
    if (line->action == CommandLine::Action::CheckConfiguration) {
        return check_configuration(*line, path);
    }
    DaemonLoop::Start start;
    start.read_configuration = [path, environment = config_environment(),
                                overrides = line->overrides](Diagnostics& diagnostics) {
        return read_configuration(path, environment, overrides, diagnostics);
    };
    start.read_added_program = [environment = config_environment()](const AddedProgram& added, const std::string& group,
                                                                    const ServerOptions& server,
                                                                    Diagnostics& diagnostics) {
        return read_added_program(added, group, server, environment, diagnostics);
    };
    Diagnostics diagnostics;
    start.configuration = start.read_configuration(diagnostics);
    if (diagnostics.has_errors()) {
        return refuse(program, diagnostics);
    }
    Messages messages;
    add_findings(messages, start.configuration, diagnostics);
    for (auto* prepare : {&take_user, &raise_limits}) {
        if (const auto prepared = prepare(start.configuration.server, messages); !prepared) {
            return refuse(program, prepared.error().message());
        }
    }
    start.messages = in_order(std::move(messages));
    start.place = start.configuration.server.nodaemon ? DaemonLoop::Place::Foreground : DaemonLoop::Place::Background;
    // A client that goes away and a file that may not grow are error values, not the end of the daemon.
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
    return run(program, std::move(start));
}

} // namespace halberd
