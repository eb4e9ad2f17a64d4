#include "core/daemon/command_line.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <array>
#include <string_view>

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

// What getopt_long knows, and so takes abbreviations for, are Supervisor's own options. Ours must be written out: none
// of them may make a word ambiguous that Supervisor understands, such as --ch for --childlogdir.
constexpr std::string_view check_option = "--check-config";
constexpr std::string_view json_option = "--json";

constexpr int profile_options_only_long = 257;

std::vector<option> long_options() {
    std::vector<option> options{{"configuration", required_argument, nullptr, 'c'},
                                {"help", no_argument, nullptr, 'h'},
                                {"version", no_argument, nullptr, 'v'},
                                {"profile_options", required_argument, nullptr, profile_options_only_long}};
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

// Reads one line, option by option. Supervisor: options.py realize().
class CommandLineReader {
 public:
    explicit CommandLineReader(const std::vector<std::string>& arguments) : words_{"supervisord"} {
        words_.insert(words_.end(), arguments.begin(), arguments.end());
    }

    Result<CommandLine> read() {
        std::vector<char*> argv;
        for (std::string& word : words_) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        const int argc = static_cast<int>(words_.size());
        const std::string short_names = short_options();
        const std::vector<option> long_names = long_options();
        optind = 0; // start anew: glibc keeps its position in globals
        opterr = 0;
        for (;;) {
            const std::string& word = words_[static_cast<std::size_t>(optind == 0 ? 1 : std::min(optind, argc - 1))];
            const int option = getopt_long(argc, argv.data(), short_names.c_str(), long_names.data(), nullptr);
            if (option == -1) {
                break;
            }
            if (auto taken = take(option, word); !taken) {
                return tl::unexpected(taken.error());
            }
        }
        return finish(optind);
    }

 private:
    Result<void> take(int option, const std::string& word) {
        if (option == ':') {
            return failure("", fmt::format("option {} requires argument", refused(word)));
        }
        if (option == '?' && optopt == '?') {
            decide(CommandLine::Action::ShowHelp);
        } else if (option == '?') {
            return take_own(word);
        } else if (option == 'h') {
            decide(CommandLine::Action::ShowHelp);
        } else if (option == 'v') {
            decide(CommandLine::Action::ShowVersion);
        } else if (option == 'c') {
            if (line_.config_file) {
                note_conflict(word, 'c', "configuration");
            }
            line_.config_file = optarg;
        } else if (const KeyOption* key = find_key_option(option)) {
            const bool is_new = line_.overrides.supervisord.emplace(key->key, key->is_flag ? "true" : optarg).second;
            if (!is_new) {
                note_conflict(word, static_cast<char>(option), key->long_name);
            }
        }
        return {};
    }

    Result<void> take_own(const std::string& word) {
        if (word == check_option) {
            checks_ = true;
        } else if (word == json_option) {
            line_.findings_format = FindingsFormat::Json;
        } else {
            return failure("", fmt::format("option {} {}", refused(word), why_refused(word)));
        }
        return {};
    }

    static const char* why_refused(std::string_view word) {
        if (!word.starts_with("--")) {
            return "not recognized";
        }
        if (optopt != 0) {
            return "must not have an argument";
        }
        const std::vector<option> known = long_options();
        const std::string_view name = word.substr(2, word.find('=') - 2);
        const bool is_prefix = std::any_of(known.begin(), known.end(), [&](const option& one) {
            return one.name != nullptr && std::string_view(one.name).starts_with(name);
        });
        return is_prefix ? "not a unique prefix" : "not recognized";
    }

    Result<CommandLine> finish(int first_word) {
        if (first_word < static_cast<int>(words_.size())) {
            return failure("", fmt::format("positional arguments are not supported: ['{}']",
                                           fmt::join(words_.begin() + first_word, words_.end(), "', '")));
        }
        if (conflict_) {
            return failure("", fmt::format("conflicting command line option '{}'", *conflict_));
        }
        if (checks_) {
            decide(CommandLine::Action::CheckConfiguration);
        } else if (line_.findings_format == FindingsFormat::Json && line_.action == CommandLine::Action::Run) {
            return failure("", fmt::format("option {} belongs to {}", json_option, check_option));
        }
        return std::move(line_);
    }

    // Supervisor ends at the first -h or -v, and does not look at the options behind it.
    bool is_decided() const { return line_.action != CommandLine::Action::Run; }

    void decide(CommandLine::Action action) {
        if (line_.action == CommandLine::Action::Run) {
            line_.action = action;
        }
    }

    // The option in `word` that getopt has just refused: "-x", or "--name" without a value.
    static std::string refused(const std::string& word) {
        return word.starts_with("--") ? word.substr(0, word.find('=')) : std::string("-") + static_cast<char>(optopt);
    }

    // Told only when nothing worse comes behind it.
    void note_conflict(const std::string& word, char short_name, std::string_view long_name) {
        if (!conflict_ && !is_decided()) {
            const bool is_long = word.starts_with("--");
            conflict_ = is_long ? "--" + std::string(long_name) : std::string("-") + short_name;
        }
    }

    std::vector<std::string> words_;
    CommandLine line_;
    std::optional<std::string> conflict_; // the first option that was given twice
    bool checks_ = false;
};

} // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
    return CommandLineReader(arguments).read();
}

std::string command_line_help(const std::string& program) {
    std::string text = fmt::format(
        "supervisord -- start programs, keep them running, and tell listeners what happens to them.\n\n"
        "Usage: {} [options]\n\nOptions:\n"
        "-c/--configuration FILENAME -- configuration file (searched for when not given)\n"
        "-h/--help -- print this text and exit\n"
        "-v/--version -- print the version and exit\n"
        "--check-config -- say what is wrong or doubtful with the configuration, start nothing, and exit: 0 without\n"
        "                  errors, else 2\n"
        "--json -- print what --check-config finds as one JSON object\n",
        program);
    for (const KeyOption& key : key_options) {
        const std::string short_form =
            key.short_name == minprocs_only_long ? "" : fmt::format("-{}/", static_cast<char>(key.short_name));
        text += fmt::format("{}--{}{}{} -- {}\n", short_form, key.long_name, key.is_flag ? "" : " ", key.argument,
                            key.help);
    }
    return text + "--profile_options OPTIONS -- for Supervisor's command lines: a Python profiler, has no effect\n";
}

} // namespace halberd
