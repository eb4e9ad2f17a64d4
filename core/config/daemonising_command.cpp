#include "core/config/daemonising_command.hpp"

#include "core/config/shell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace halberd {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t most_flags = 6;
using Flags = std::array<std::string_view, most_flags>;

// A program whose flags decide. A flag of two words stands in two arguments; "--flag" is also found in "--flag=value".
// A flag that keeps the program in the foreground may stand in a cluster: "-D" in "-eD".
struct KnownProgram {
    std::string_view name;
    bool starts_in_background; // unless one of the flags is there; otherwise it goes there because of one of them
    Flags flags;
    std::string_view hint;
};

constexpr std::array known_programs{
    KnownProgram{"nginx", true, {"daemon off"}, "add -g \"daemon off;\""},
    KnownProgram{
        "apache2", true, {"-DFOREGROUND", "-D FOREGROUND", "-DNO_DETACH", "-D NO_DETACH", "-X"}, "add -DFOREGROUND"},
    KnownProgram{
        "httpd", true, {"-DFOREGROUND", "-D FOREGROUND", "-DNO_DETACH", "-D NO_DETACH", "-X"}, "add -DFOREGROUND"},
    KnownProgram{"apache2ctl", true, {"-DFOREGROUND", "-D FOREGROUND"}, "add -DFOREGROUND"},
    KnownProgram{"apachectl", true, {"-DFOREGROUND", "-D FOREGROUND"}, "add -DFOREGROUND"},
    KnownProgram{"sshd", true, {"-D", "-d", "-i", "-t", "-T"}, "add -D"},
    KnownProgram{"php-fpm", true, {"-F", "--nodaemonize", "-t", "-i", "-m"}, "add --nodaemonize"},
    KnownProgram{"cron", true, {"-f"}, "add -f"},
    KnownProgram{"crond", true, {"-f", "-n"}, "add -n, or -f for busybox"},
    KnownProgram{"rsyslogd", true, {"-n", "-N"}, "add -n"},
    KnownProgram{"vsftpd", false, {"-obackground=YES"}, "write -obackground=NO"},
    KnownProgram{"daemon", true, {"-f", "--foreground"}, "let command= name the program itself"},
    KnownProgram{"setsid", true, {"-w", "--wait"}, "let command= name the program itself"},
    KnownProgram{"redis-server", false, {"--daemonize yes"}, "write --daemonize no"},
    KnownProgram{"mysqld", false, {"--daemonize", "-D"}, "remove the flag"},
    KnownProgram{"mysqld_safe", false, {"--daemonize"}, "remove the flag, or let command= name mysqld"},
    KnownProgram{"mariadbd", false, {"--daemonize"}, "remove the flag"},
    KnownProgram{"haproxy", false, {"-D"}, "write -W -db instead"},
    KnownProgram{"postfix", false, {"start"}, "write start-fg instead"},
    KnownProgram{"gunicorn", false, {"-D", "--daemon"}, "remove the flag"},
    KnownProgram{"uwsgi", false, {"-d", "--daemonize"}, "write --logto instead"},
    KnownProgram{"memcached", false, {"-d", "--daemon"}, "remove the flag"},
    KnownProgram{"mongod", false, {"--fork"}, "remove the flag"},
    KnownProgram{"pgbouncer", false, {"-d", "--daemon"}, "remove the flag"},
    KnownProgram{"pg_ctl", false, {"start", "restart"}, "let command= name postgres"},
    KnownProgram{"celery", false, {"-D", "--detach"}, "remove the flag"},
    KnownProgram{"service", false, {"start", "restart"}, "let command= name the program itself"},
    KnownProgram{"systemctl", false, {"start", "restart"}, "let command= name the program itself"},
};

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is the start
}

// php-fpm8.2 and php-fpm are one program.
bool is_name(std::string_view file, std::string_view name) {
    const std::string_view rest = file.starts_with(name) ? file.substr(name.size()) : "-";
    return rest.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool has_word(std::string_view word, std::string_view flag) {
    return word == flag ||
           (flag.starts_with("--") && word.starts_with(flag) && word.substr(flag.size()).starts_with('='));
}

bool is_in_cluster(std::string_view word, std::string_view flag) {
    const bool is_letter = flag.size() == 2 && flag[0] == '-';
    const bool is_cluster =
        word.size() > 2 && word[0] == '-' &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1) == std::string_view::npos;
    return is_letter && is_cluster && word.find(flag[1]) != std::string_view::npos;
}

bool has_flag(std::span<const std::string> arguments, std::string_view flag) {
    const std::size_t blank = flag.find(' ');
    if (blank == std::string_view::npos) {
        return std::any_of(arguments.begin(), arguments.end(), [&](const auto& word) { return has_word(word, flag); });
    }
    if (flag == "daemon off") { // one argument of nginx, with other directives around it
        return std::any_of(arguments.begin(), arguments.end(),
                           [&](const auto& word) { return word.find(flag) != std::string::npos; });
    }
    const auto first = std::adjacent_find(arguments.begin(), arguments.end(), [&](const auto& one, const auto& next) {
        return one == flag.substr(0, blank) && next == flag.substr(blank + 1);
    });
    return first != arguments.end();
}

bool keeps_in_foreground(std::span<const std::string> arguments, std::string_view flag) {
    return has_flag(arguments, flag) ||
           std::any_of(arguments.begin(), arguments.end(), [&](const auto& word) { return is_in_cluster(word, flag); });
}

DaemonisingCommand judge(const KnownProgram& known, std::string_view file, std::span<const std::string> arguments) {
    for (const std::string_view flag : known.flags) {
        if (flag.empty()) {
            continue;
        }
        if (known.starts_in_background && keeps_in_foreground(arguments, flag)) {
            return {};
        }
        if (!known.starts_in_background && has_flag(arguments, flag)) {
            return {fmt::format("{} {} goes into the background, where it cannot be supervised", file, flag),
                    std::string(known.hint)};
        }
    }
    if (!known.starts_in_background) {
        return {};
    }
    return {fmt::format("{} goes into the background, where it cannot be supervised, unless its own configuration says "
                        "otherwise",
                        file),
            std::string(known.hint)};
}

bool is_assignment(std::string_view word) {
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos && equals > 0 && word.find('/') > equals;
}

// `words` without what stands before the program: exec, env, nice, and assignments.
std::span<const std::string> without_prefixes(std::span<const std::string> words) {
    constexpr std::array<std::string_view, 4> prefixes{"exec", "env", "nice", "nohup"};
    while (!words.empty() && (std::find(prefixes.begin(), prefixes.end(), base_name(words.front())) != prefixes.end() ||
                              is_assignment(words.front()))) {
        words = words.subspan(1);
    }
    return words;
}

DaemonisingCommand find_in_words(std::span<const std::string> words);

// The text of sh -c is one command only when no operator of the shell is in it.
DaemonisingCommand find_in_script(const std::string& script) {
    if (script.ends_with('&') && !script.ends_with("&&")) {
        return {"the '&' at its end sends the program into the background",
                "remove it, and put exec before the program"};
    }
    const auto words = split_shell_words(script);
    const bool is_simple = script.find_first_of("|&<>()`$\n") == std::string::npos &&
                           (script.find(';') == std::string::npos || script.find("daemon off;") != std::string::npos);
    return words && is_simple ? find_in_words(*words) : DaemonisingCommand();
}

DaemonisingCommand find_in_words(std::span<const std::string> all_words) {
    const std::span<const std::string> words = without_prefixes(all_words);
    if (words.empty()) {
        return {};
    }
    if (words.back() == "&") {
        return {"the '&' at its end is an argument: no shell reads it, and a program belongs in the foreground",
                "remove it"};
    }
    const std::string_view file = base_name(words.front());
    const std::span<const std::string> arguments = words.subspan(1);
    constexpr std::array<std::string_view, 5> shells{"sh", "bash", "dash", "ash", "zsh"};
    if (std::find(shells.begin(), shells.end(), file) != shells.end()) {
        const auto option = std::find_if(arguments.begin(), arguments.end(),
                                         [](const auto& word) { return word.starts_with('-') && word.ends_with('c'); });
        return option == arguments.end() || std::next(option) == arguments.end() ? DaemonisingCommand()
                                                                                 : find_in_script(*std::next(option));
    }
    if (words.front().starts_with("/etc/init.d/") && has_flag(arguments, "start")) {
        return {"a script of /etc/init.d starts its program in the background", "let command= name the program itself"};
    }
    if (file == "daemon" && words.front() != "daemon" && words.front() != "/usr/bin/daemon") {
        return {}; // somebody's own program of that name
    }
    const auto known = std::find_if(known_programs.begin(), known_programs.end(),
                                    [&](const KnownProgram& one) { return is_name(file, one.name); });
    return known == known_programs.end() ? DaemonisingCommand() : judge(*known, file, arguments);
}

} // namespace

DaemonisingCommand find_daemonising(std::string_view command) {
    const auto words = split_shell_words(command);
    return words ? find_in_words(*words) : DaemonisingCommand();
}

} // namespace halberd
