#include "core/os/process_table.hpp"

#include "core/base/unique_fd.hpp"
#include "core/os/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace halberd {
namespace {

std::string proc_file(pid_t pid, const char* name) {
    return fmt::format("/proc/{}/{}", pid, name);
}

std::optional<pid_t> pid_of(std::string_view name) {
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() ? std::optional(pid) : std::nullopt;
}

// The fields of a line of numbers, one after the other.
class Fields {
 public:
    explicit Fields(std::string_view text) : left_(text) {}

    std::string_view word() {
        left_.remove_prefix(std::min(left_.find_first_not_of(' '), left_.size()));
        const std::string_view word = left_.substr(0, left_.find_first_of(" \n"));
        left_.remove_prefix(word.size());
        return word;
    }
    void skip(int count) {
        for (int i = 0; i < count; ++i) {
            word();
        }
    }
    template <class Number>
    Number number() {
        const std::string_view text = word();
        Number value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        is_good_ = is_good_ && error == std::errc() && end == text.data() + text.size();
        return value;
    }

    // All numbers so far were some.
    bool is_good() const { return is_good_; }

 private:
    std::string_view left_;
    bool is_good_ = true;
};

// man 5 proc, /proc/pid/stat
std::optional<ProcessEntry> parse_stat(pid_t pid, std::string_view text) {
    // The name of the program, in parentheses, may hold any character.
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    using Count = unsigned long long;
    Fields fields(text.substr(name_end + 1));
    ProcessEntry entry;
    entry.pid = pid;
    const std::string_view state = fields.word();
    entry.is_zombie = state == "Z" || state == "X";
    entry.parent = fields.number<pid_t>();
    entry.group = fields.number<pid_t>();
    entry.session = fields.number<pid_t>();
    fields.skip(7); // terminal to cmajflt
    entry.cpu_ticks = fields.number<Count>();
    entry.cpu_ticks += fields.number<Count>();
    entry.waited_cpu_ticks = fields.number<Count>();
    entry.waited_cpu_ticks += fields.number<Count>();
    fields.skip(4); // priority to itrealvalue
    entry.start_time = fields.number<Count>();
    fields.skip(1); // vsize
    entry.resident_pages = fields.number<Count>();
    return fields.is_good() ? std::optional(entry) : std::nullopt;
}

// `path` names the stat file of the process, as seen from the folder.
std::optional<ProcessEntry> read_stat(int folder, const char* path, pid_t pid) {
    const UniqueFd file(::openat(folder, path, O_RDONLY | O_CLOEXEC));
    if (!file) {
        return std::nullopt;
    }
    char text[2048]; // a name of 64 bytes and 52 numbers have room; the kernel gives all of it with one read
    const ssize_t size = ::read(file.get(), text, sizeof text);
    return size > 0 ? parse_stat(pid, {text, static_cast<std::size_t>(size)}) : std::nullopt;
}

} // namespace

std::optional<ProcessEntry> read_process(pid_t pid) {
    return read_stat(AT_FDCWD, proc_file(pid, "stat").c_str(), pid);
}

ProcessScan::ProcessScan() : folder_(::opendir("/proc")) {}

std::optional<ProcessEntry> ProcessScan::next() {
    while (const dirent* file = folder_ != nullptr ? ::readdir(folder_.get()) : nullptr) {
        const auto pid = pid_of(file->d_name);
        if (!pid) {
            continue;
        }
        char path[32];
        *fmt::format_to_n(path, sizeof path - 1, "{}/stat", *pid).out = '\0';
        if (const auto entry = read_stat(::dirfd(folder_.get()), path, *pid)) {
            return entry;
        }
    }
    return std::nullopt;
}

std::vector<ProcessEntry> read_all_processes() {
    std::vector<ProcessEntry> all;
    ProcessScan scan;
    while (const auto entry = scan.next()) {
        all.push_back(*entry);
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
