#include "core/os/usage_snapshot.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

namespace halberd {
namespace {

std::chrono::milliseconds duration_of(unsigned long long ticks) {
    static const auto ticks_a_second = static_cast<unsigned long long>(::sysconf(_SC_CLK_TCK));
    return std::chrono::milliseconds(ticks * 1000 / ticks_a_second);
}

std::uint64_t resident_bytes_of(const ProcessEntry& process) {
    static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return process.resident_pages * page;
}

} // namespace

std::optional<std::uint64_t> count_open_files(pid_t pid) {
    const std::string folder = fmt::format("/proc/{}/fd", pid);
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) {
        return std::nullopt;
    }
    if (status.st_size > 0) { // Linux 6.2 and later tell it so
        return static_cast<std::uint64_t>(status.st_size);
    }
    std::error_code error;
    const std::filesystem::directory_iterator files(folder, error);
    return error ? std::nullopt : std::optional(static_cast<std::uint64_t>(std::distance(begin(files), end(files))));
}

void UsageSnapshot::add(const ProcessEntry& process) {
    if (!process.is_zombie) {
        processes_.emplace(process.pid, process);
        children_.emplace(process.parent, process.pid);
    }
}

std::optional<ResourceUsage> UsageSnapshot::of_process(pid_t pid) const {
    const auto found = processes_.find(pid);
    if (found == processes_.end()) {
        return std::nullopt;
    }
    const ProcessEntry& process = found->second;
    return ResourceUsage{duration_of(process.cpu_ticks), resident_bytes_of(process), count_open_files(pid), 1};
}

std::optional<UsageSnapshot::Usage> UsageSnapshot::of_tree(pid_t pid) const {
    if (!processes_.contains(pid)) {
        return std::nullopt;
    }
    Usage usage;
    ResourceUsage& sum = usage.tree;
    sum.processes = 0;
    sum.open_files = 0;
    unsigned long long ticks = 0;
    std::vector<pid_t> left{pid};
    while (!left.empty()) {
        const ProcessEntry& process = processes_.at(left.back());
        left.pop_back();
        const auto files = count_open_files(process.pid);
        if (process.pid == pid) {
            usage.own = {duration_of(process.cpu_ticks), resident_bytes_of(process), files, 1};
        }
        ticks += process.cpu_ticks + process.waited_cpu_ticks;
        sum.resident_bytes += resident_bytes_of(process);
        sum.open_files = sum.open_files && files ? std::optional(*sum.open_files + *files) : std::nullopt;
        ++sum.processes;
        const auto [first, last] = children_.equal_range(process.pid);
        for (auto child = first; child != last; ++child) {
            // Numbers that were used again while all were read can make a circle, which comes back to where it began.
            if (child->second != pid) {
                left.push_back(child->second);
            }
        }
    }
    sum.cpu = duration_of(ticks);
    return usage;
}

} // namespace halberd
