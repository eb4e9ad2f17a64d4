#include "core/config/lint.hpp"

#include "core/config/daemonising_command.hpp"
#include "core/config/shell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace halberd {
namespace {

namespace fs = std::filesystem;

// What a check has found; the table adds its name.
using Finding = std::optional<Pitfall>;

template <class Subject>
struct Check {
    std::string_view code;
    Finding (*find)(const Subject& subject);
};

// --- programs

// A comment takes away all that follows " ;" or " #", quotes or not. It was hardly meant when quotes are left open, or
// when no blank follows the sign, as in "a ;b".
Finding find_truncation(const CheckedProgram& program) {
    const std::string_view comment = program.comment;
    if (comment.empty()) {
        return std::nullopt;
    }
    const std::string whole = program.process.command + " " + std::string(comment);
    const bool leaves_quotes_open = !split_shell_words(program.process.command) && split_shell_words(whole);
    const bool is_glued = comment.size() > 1 && comment[0] == ';' && comment[1] != ' ' && comment[1] != '\t' &&
                          comment.find_first_of(" \t") == std::string_view::npos;
    if (!leaves_quotes_open && !is_glued) {
        return std::nullopt;
    }
    return Pitfall{"", "command",
                   fmt::format("is cut off before '{}', which is a comment, even between quotes", comment),
                   "take the blank before it away, or put the command into a script"};
}

Finding find_open_quote(const CheckedProgram& program) {
    const auto words = split_shell_words(program.process.command);
    if (words || find_truncation(program)) {
        return std::nullopt;
    }
    return Pitfall{"", "command", fmt::format("can never be started: {}", words.error().detail),
                   "close the quotes, or write \\\\ for a backslash"};
}

Finding find_background(const CheckedProgram& program) {
    const DaemonisingCommand found = find_daemonising(program.process.command);
    if (!found) {
        return std::nullopt;
    }
    return Pitfall{"", "command", found.reason, found.hint};
}

Finding find_nohup(const CheckedProgram& program) {
    const auto words = split_shell_words(program.process.command);
    if (!words || words->empty() || fs::path(words->front()).filename() != "nohup") {
        return std::nullopt;
    }
    return Pitfall{"", "command", "nohup is of no use here: a supervised program has no terminal to lose",
                   "let command= name the program itself"};
}

// Supervisor sets the user id and nothing else: HOME and USER stay those of the daemon.
Finding find_foreign_home(const CheckedProgram& program) {
    const ProcessSpec& process = program.process;
    if (!process.user || process.user->uid == program.daemon_user || !process.environment_files.empty()) {
        return std::nullopt; // a file is read at the start only, and may set them
    }
    std::string missing;
    std::string wanted;
    const auto want = [&](const std::string& variable, const std::string& value) {
        if (process.environment.count(variable) == 0) {
            missing += (missing.empty() ? "" : " and ") + variable;
            wanted += (wanted.empty() ? "" : ",") + variable + "=\"" + value + '"';
        }
    };
    want("HOME", program.home);
    want("USER", process.user->name);
    if (missing.empty()) {
        return std::nullopt;
    }
    return Pitfall{"", "user", fmt::format("{} stay those of who runs supervisord", missing),
                   "add to environment=: " + wanted};
}

bool is_stream(const std::string& path) {
    constexpr std::array<std::string_view, 6> streams{"/dev/stdout", "/dev/stderr", "/dev/tty",
                                                      "/dev/fd/",    "/dev/pts/",   "/proc/"};
    if (std::any_of(streams.begin(), streams.end(), [&](auto stream) { return path.starts_with(stream); })) {
        return true;
    }
    std::error_code ignored;
    const fs::file_type type = fs::status(path, ignored).type();
    return (type == fs::file_type::fifo || type == fs::file_type::character || type == fs::file_type::socket) &&
           path != "/dev/null";
}

Finding find_rotation(const std::string& key, const std::string& path, ByteSize maxbytes) {
    if (maxbytes.bytes == 0 || !is_stream(path)) {
        return std::nullopt;
    }
    return Pitfall{"", key, fmt::format("{} is no file and cannot be rotated; Supervisor fails when it tries", path),
                   fmt::format("add {}_maxbytes=0", key)};
}

template <auto Log>
Finding find_log_rotation(const CheckedProgram& program) {
    const LogSpec& log = program.process.*Log;
    const char* key = Log == &ProcessSpec::stdout_log ? "stdout_logfile" : "stderr_logfile";
    return log.target == LogSpec::Target::File ? find_rotation(key, log.path, log.maxbytes) : std::nullopt;
}

constexpr std::array program_checks{
    Check<CheckedProgram>{"truncated-command", find_truncation},
    Check<CheckedProgram>{"open-quote", find_open_quote},
    Check<CheckedProgram>{"daemonising-command", find_background},
    Check<CheckedProgram>{"nohup", find_nohup},
    Check<CheckedProgram>{"user-without-home", find_foreign_home},
    Check<CheckedProgram>{"rotated-stream", find_log_rotation<&ProcessSpec::stdout_log>},
    Check<CheckedProgram>{"rotated-stream", find_log_rotation<&ProcessSpec::stderr_log>},
};

// --- listeners

// What lies there is gone after a boot, or when somebody tidies up.
Finding find_passing_queue(const CheckedListener& checked) {
    const std::string& file = checked.listener.delivery_file;
    const auto lies_in = [&](std::string_view folder) {
        return !folder.empty() && file.starts_with(folder) && file[folder.size()] == '/';
    };
    if (!lies_in(checked.temporary_directory) && !lies_in("/tmp") && !lies_in("/run") && !lies_in("/dev/shm")) {
        return std::nullopt;
    }
    return Pitfall{"", "delivery", fmt::format("its events are kept in {}, which does not survive a boot", file),
                   "add delivery_file=, such as /var/lib/supervisor/NAME.events, or set childlogdir="};
}

constexpr std::array listener_checks{
    Check<CheckedListener>{"passing-queue", find_passing_queue},
};

// --- servers

Finding find_open_server(const InetServerSpec& server) {
    if (!server.is_open || is_loopback(server.host)) {
        return std::nullopt;
    }
    const std::string where = server.host.empty() ? "every address of this machine" : server.host;
    return Pitfall{
        "", "port",
        fmt::format("whoever reaches port {} of {} can control all programs: there is no password", server.port, where),
        fmt::format("add username= and password=, or write port=127.0.0.1:{}", server.port)};
}

constexpr std::array inet_server_checks{
    Check<InetServerSpec>{"open-server", find_open_server},
};

Finding find_main_log_rotation(const ServerOptions& server) {
    return find_rotation("logfile", server.logfile, server.logfile_maxbytes);
}

constexpr std::array supervisord_checks{
    Check<ServerOptions>{"rotated-stream", find_main_log_rotation},
};

template <class Subject, std::size_t Size>
std::vector<Pitfall> find_all(const std::array<Check<Subject>, Size>& checks, const Subject& subject) {
    std::vector<Pitfall> pitfalls;
    for (const Check<Subject>& check : checks) {
        if (auto found = check.find(subject)) {
            found->code = check.code;
            pitfalls.push_back(*std::move(found));
        }
    }
    return pitfalls;
}

} // namespace

std::vector<Pitfall> find_pitfalls(const CheckedProgram& program) {
    return find_all(program_checks, program);
}

std::vector<Pitfall> find_pitfalls(const CheckedListener& listener) {
    return find_all(listener_checks, listener);
}

std::vector<Pitfall> find_pitfalls(const InetServerSpec& server) {
    return find_all(inet_server_checks, server);
}

std::vector<Pitfall> find_pitfalls(const ServerOptions& server) {
    return find_all(supervisord_checks, server);
}

} // namespace halberd
