#include "core/daemon/command_line.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <array>

namespace halberd {
namespace {

// An option that stands for a key of [supervisord].
struct KeyOption {
    int short_name; // a number beyond char for an option without a short form
    const char* long_name;
    const char* key;
    bool is_flag;
    const char* argument;
    const char* help;
};

constexpr int minprocs_only_long = 256;

constexpr std::array key_options{
    KeyOption{'n', "nodaemon", "nodaemon", true, "", "stay in the foreground (nodaemon=true)"},
    KeyOption{'s', "silent", "silent", true, "", "write no log to standard output (silent=true)"},
    KeyOption{'u', "user", "user", false, "USER", "run as this user, a name or a number"},
    KeyOption{'m', "umask", "umask", false, "UMASK", "umask of the daemon, in octal (022)"},
    KeyOption{'d', "directory", "directory", false, "DIRECTORY", "change to this folder when becoming a daemon"},
    KeyOption{'l', "logfile", "logfile", false, "FILENAME", "the activity log"},
    KeyOption{'y', "logfile_maxbytes", "logfile_maxbytes", false, "BYTES", "rotate the activity log at this size"},
    KeyOption{'z', "logfile_backups", "logfile_backups", false, "NUM", "rotated activity logs to keep"},
    KeyOption{'e', "loglevel", "loglevel", false, "LEVEL", "critical, error, warn, info, debug, trace or blather"},
    KeyOption{'j', "pidfile", "pidfile", false, "FILENAME", "where to write the process id"},
    KeyOption{'i', "identifier", "identifier", false, "STR", "name of this instance"},
    KeyOption{'q', "childlogdir", "childlogdir", false, "DIRECTORY", "folder of the AUTO logs of programs"},
    KeyOption{'k', "nocleanup", "nocleanup", true, "", "keep the AUTO logs of earlier runs (nocleanup=true)"},
    KeyOption{'a', "minfds", "minfds", false, "NUM", "file descriptors that must be available"},
    KeyOption{'t', "strip_ansi", "strip_ansi", true, "", "take escape sequences out of programs' logs"},
    KeyOption{minprocs_only_long, "minprocs", "minprocs", false, "NUM", "processes that must be available"},
};

const KeyOption* find_key_option(int short_name) {
    for (const KeyOption& option : key_options) {
        if (option.short_name == short_name) {
            return &option;
        }
    }
    return nullptr;
}

std::vector<option> long_options() {
    std::vector<option> options{{"configuration", required_argument, nullptr, 'c'},
                                {"help", no_argument, nullptr, 'h'},
                                {"version", no_argument, nullptr, 'v'}};
    options.reserve(options.size() + key_options.size() + 1);
    for (const KeyOption& key : key_options) {
        options.push_back({key.long_name, key.is_flag ? no_argument : required_argument, nullptr, key.short_name});
    }
    options.push_back({nullptr, 0, nullptr, 0});
    return options;
}

// A leading '+' ends the options at the first word, as Python's getopt does; ':' reports a missing argument apart.
std::string short_options() {
    std::string text = "+:c:hv";
    for (const KeyOption& key : key_options) {
        if (key.short_name != minprocs_only_long) {
            text += static_cast<char>(key.short_name);
            text += key.is_flag ? "" : ":";
        }
    }
    return text;
}

Result<void> apply(CommandLine& line, int option, const char* argument) {
    if (option == 'h') {
        line.action = CommandLine::Action::ShowHelp;
    } else if (option == 'v') {
        line.action = CommandLine::Action::ShowVersion;
    } else if (option == 'c') {
        line.config_file = argument;
    } else if (const KeyOption* key = find_key_option(option)) {
        const auto [position, added] = line.overrides.supervisord.emplace(key->key, key->is_flag ? "true" : argument);
        if (!added && !key->is_flag) {
            return failure("", fmt::format("option --{} is given twice", key->long_name));
        }
    }
    return {};
}

} // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
    std::vector<std::string> copies{"supervisord"};
    copies.insert(copies.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& copy : copies) {
        argv.push_back(copy.data());
    }
    argv.push_back(nullptr);
    const int argc = static_cast<int>(copies.size());
    const std::string short_names = short_options();
    const std::vector<option> long_names = long_options();

    CommandLine line;
    optind = 0; // start anew: glibc keeps its position in globals
    opterr = 0;
    for (;;) {
        const int at = optind == 0 ? 1 : optind;
        const int option = getopt_long(argc, argv.data(), short_names.c_str(), long_names.data(), nullptr);
        if (option == -1) {
            break;
        }
        if (option == '?') {
            return failure("", fmt::format("option {} not recognized", copies[static_cast<std::size_t>(at)]));
        }
        if (option == ':') {
            return failure("", fmt::format("option {} requires argument", copies[static_cast<std::size_t>(at)]));
        }
        if (auto applied = apply(line, option, optarg); !applied) {
            return tl::unexpected(applied.error());
        }
    }
    if (optind < argc && line.action == CommandLine::Action::Run) {
        return failure(
            "", fmt::format("positional arguments are not supported: '{}'", copies[static_cast<std::size_t>(optind)]));
    }
    return line;
}

std::string command_line_help(const std::string& program) {
    std::string text = fmt::format(
        "supervisord -- start programs, keep them running, and tell listeners what happens to them.\n\n"
        "Usage: {} [options]\n\nOptions:\n"
        "-c/--configuration FILENAME -- configuration file (searched for when not given)\n"
        "-h/--help -- print this text and exit\n"
        "-v/--version -- print the version and exit\n",
        program);
    for (const KeyOption& key : key_options) {
        const std::string short_form =
            key.short_name == minprocs_only_long ? "" : fmt::format("-{}/", static_cast<char>(key.short_name));
        text += fmt::format("{}--{}{}{} -- {}\n", short_form, key.long_name, key.is_flag ? "" : " ", key.argument,
                            key.help);
    }
    return text;
}

} // namespace halberd
