#include "core/os/process_table.hpp"

#include "core/base/unique_fd.hpp"
#include "core/os/whole_file.hpp"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace halberd {
namespace {

std::string proc_file(pid_t pid, const char* name) {
    return fmt::format("/proc/{}/{}", pid, name);
}

std::optional<pid_t> pid_of(const std::string& name) {
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() ? std::optional(pid) : std::nullopt;
}

} // namespace

std::optional<ProcessEntry> read_process(pid_t pid) {
    const auto text = read_whole_file(proc_file(pid, "stat"));
    if (!text) {
        return std::nullopt;
    }
    // The name of the program, in parentheses, may hold any character.
    const std::size_t name_end = text->rfind(')');
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    ProcessEntry entry;
    entry.pid = pid;
    char state = 0;
    unsigned long long user = 0;
    unsigned long long system = 0;
    unsigned long long waited_user = 0;
    unsigned long long waited_system = 0;
    const int fields =
        std::sscanf(text->c_str() + name_end + 1,
                    " %c %d %d %d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %*d %*d %llu %*u %llu",
                    &state, &entry.parent, &entry.group, &entry.session, &user, &system, &waited_user, &waited_system,
                    &entry.start_time, &entry.resident_pages);
    if (fields != 10) {
        return std::nullopt;
    }
    entry.cpu_ticks = user + system;
    entry.waited_cpu_ticks = waited_user + waited_system;
    entry.is_zombie = state == 'Z' || state == 'X';
    return entry;
}

std::vector<ProcessEntry> read_all_processes() {
    std::vector<ProcessEntry> all;
    std::error_code error;
    for (const auto& folder : std::filesystem::directory_iterator("/proc", error)) {
        const auto pid = pid_of(folder.path().filename().string());
        const auto entry = pid ? read_process(*pid) : std::nullopt;
        if (entry) {
            all.push_back(*entry);
        }
    }
    return all;
}

std::vector<std::string> read_environment(pid_t pid) {
    std::vector<std::string> variables;
    const auto text = read_whole_file(proc_file(pid, "environ"));
    for (std::size_t start = 0; text && start < text->size();) {
        const std::size_t end = std::min(text->find('\0', start), text->size());
        variables.push_back(text->substr(start, end - start));
        start = end + 1;
    }
    return variables;
}

bool signal_process(const ProcessEntry& process, int signal) {
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    if (!pidfd) {
        return false;
    }
    // Whoever has the number is held by the descriptor: it is the one that was meant, or another for good.
    const auto present = read_process(process.pid);
    return present && present->start_time == process.start_time &&
           ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) == 0;
}

} // namespace halberd
