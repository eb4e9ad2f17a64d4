#include "sdk/supervisor/core_file.hpp"

#include <glob.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd::supervisor {
namespace {

constexpr std::size_t longest_comm = 15;

// Times of files may lag behind the clock.
constexpr std::chrono::seconds slack{2};

std::string first_line(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string base_name(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

std::string host_name() {
    struct utsname names {};
    return ::uname(&names) == 0 ? names.nodename : "*";
}

// A program may have become another one since it was started, and another user.
enum class Since { Start, Unknown };

// What a letter of the pattern stands for, "*" when that is not known; nothing for letters that mean nothing.
std::optional<std::string> value_of(char letter, const ProcessExit& exit, Since known) {
    const bool is_start = known == Since::Start;
    switch (letter) {
        case '%':
            return "%";
        case 'p':
            return std::to_string(exit.pid);
        case 's':
            return std::to_string(exit.signal);
        case 'h':
            return host_name();
        case 'u':
            return is_start ? std::to_string(exit.uid) : "*";
        case 'g':
            return is_start ? std::to_string(exit.gid) : "*";
        case 'e':
            return is_start ? base_name(exit.program).substr(0, longest_comm) : "*";
        case 'f':
            return is_start ? base_name(exit.program) : "*";
        case 'P':
        case 'i':
        case 'I':
        case 't':
        case 'd':
        case 'c':
        case 'C':
        case 'E':
            return "*";
        default:
            return std::nullopt;
    }
}

std::string quoted(std::string_view text) {
    std::string made;
    for (const char c : text) {
        made += std::strchr("*?[]\\", c) != nullptr ? std::string{'\\', c} : std::string{c};
    }
    return made;
}

// What the core is called, for glob(3).
std::string glob_of(const CorePattern& pattern, const ProcessExit& exit, Since known) {
    std::string made = pattern.text.starts_with('/') ? "" : quoted(exit.directory) + "/";
    bool has_pid = false;
    for (std::size_t at = 0; at < pattern.text.size(); ++at) {
        if (pattern.text[at] != '%') {
            made += quoted(pattern.text.substr(at, 1));
            continue;
        }
        if (++at < pattern.text.size()) {
            has_pid = has_pid || pattern.text[at] == 'p';
            const std::string value = value_of(pattern.text[at], exit, known).value_or("");
            made += value == "*" ? value : quoted(value);
        }
    }
    return made + (pattern.adds_pid && !has_pid ? "." + std::to_string(exit.pid) : "");
}

struct Candidate {
    std::string path;
    std::uint64_t size = 0;
    std::chrono::system_clock::time_point written;
};

std::vector<Candidate> files_like(const std::string& pattern) {
    std::vector<Candidate> made;
    glob_t found{};
    if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
            struct stat status {};
            if (::stat(found.gl_pathv[i], &status) == 0 && S_ISREG(status.st_mode)) {
                made.push_back({found.gl_pathv[i], static_cast<std::uint64_t>(status.st_size),
                                std::chrono::system_clock::time_point(std::chrono::seconds(status.st_mtim.tv_sec))});
            }
        }
    }
    ::globfree(&found);
    return made;
}

// The youngest of them; nothing when there is none.
std::optional<Candidate> youngest(std::vector<Candidate> files) {
    const auto found = std::ranges::max_element(files, {}, &Candidate::written);
    return found != files.end() ? std::optional(std::move(*found)) : std::nullopt;
}

bool is_earlier(const Candidate& file, const ProcessExit& exit) {
    return file.written + slack < exit.started;
}

// A core is complete before the end of its process is known.
bool is_later(const Candidate& file, const ProcessExit& exit) {
    return file.written > exit.ended;
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t kibibyte = 1024;
    const bool is_large = bytes >= 10 * kibibyte * kibibyte;
    return std::to_string(is_large ? bytes / kibibyte / kibibyte : bytes / kibibyte) + (is_large ? " MiB" : " KiB");
}

std::string describe_handler(std::string_view command, const ProcessExit& exit) {
    const std::string handler = base_name(command.substr(0, command.find(' ')));
    std::string made = "given to " + handler;
    if (handler == "systemd-coredump") {
        made += ": coredumpctl info " + std::to_string(exit.pid);
    } else if (handler == "apport") {
        made += ": see /var/crash, and apport-unpack";
    } else if (handler.starts_with("abrt")) {
        made += ": abrt list";
    }
    return made;
}

std::string without_quotes(std::string_view glob) {
    std::string made;
    for (std::size_t at = 0; at < glob.size(); ++at) {
        at += glob[at] == '\\' && at + 1 < glob.size() ? 1 : 0;
        made += glob[at];
    }
    return made;
}

std::string describe_missing(const std::string& path) {
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    if (::access(folder.c_str(), X_OK) != 0 && errno == EACCES) {
        return path + ", which can't be looked at from here: " + std::strerror(EACCES);
    }
    return "not found as " + path;
}

} // namespace

CorePattern CorePattern::of_this_machine() {
    const std::string adds_pid = first_line("/proc/sys/kernel/core_uses_pid");
    return {first_line("/proc/sys/kernel/core_pattern"), !adds_pid.empty() && adds_pid != "0"};
}

std::string describe_core(const CorePattern& pattern, const ProcessExit& exit) {
    if (pattern.text.starts_with('|')) {
        return describe_handler(std::string_view(pattern.text).substr(1), exit);
    }
    std::optional<Candidate> later;
    for (const Since known : {Since::Start, Since::Unknown}) {
        std::vector<Candidate> files = files_like(glob_of(pattern, exit, known));
        later = later ? later : youngest(files);
        std::erase_if(files, [&](const Candidate& file) { return is_earlier(file, exit) || is_later(file, exit); });
        if (const auto found = youngest(std::move(files))) {
            return found->path + " (" + size_text(found->size) + ")";
        }
    }
    if (later && is_later(*later, exit)) {
        return later->path + ", but that is from a later crash";
    }
    return describe_missing(without_quotes(glob_of(pattern, exit, Since::Start)));
}

} // namespace halberd::supervisor
