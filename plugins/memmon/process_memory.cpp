#include "plugins/memmon/process_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace halberd::memmon {
namespace {

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        return std::nullopt;
    }
    std::string text{std::istreambuf_iterator<char>(file), {}};
    return file.bad() || text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<pid_t> pid_of(const std::string& name) {
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() ? std::optional(pid) : std::nullopt;
}

// The number after the word `key`, on a line that begins with it.
std::optional<std::int64_t> number_after(const std::string& text, const std::string& key) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        std::int64_t number = 0;
        if (words >> word >> number && word == key) {
            return number;
        }
    }
    return std::nullopt;
}

} // namespace

void ProcessMemory::look() {
    children_.clear();
    if (!options_.cumulative) {
        return;
    }
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options_.proc, error)) {
        const auto pid = pid_of(entry.path().filename().string());
        const auto parent = pid ? parent_of(*pid) : std::nullopt;
        if (parent) {
            children_.emplace(*parent, *pid);
        }
    }
}

std::optional<MemoryUse> ProcessMemory::of(pid_t pid) const {
    if (options_.by_cgroup) {
        if (const auto bytes = cgroup_bytes(pid)) {
            return MemoryUse{*bytes, "cgroup memory"};
        }
    }
    std::optional<MemoryUse> sum = use_of_one(pid);
    std::vector<pid_t> parents{pid};
    while (sum && !parents.empty()) {
        const auto [first, last] = children_.equal_range(parents.back());
        parents.pop_back();
        for (auto child = first; child != last; ++child) {
            const auto use = use_of_one(child->second);
            sum->bytes += use ? use->bytes : 0; // it may have ended meanwhile
            parents.push_back(child->second);
        }
    }
    return sum;
}

bool ProcessMemory::is_own_or_ancestor(pid_t pid) const {
    for (std::optional<pid_t> own = ::getpid(); own && *own > 0; own = parent_of(*own)) {
        if (*own == pid) {
            return true;
        }
    }
    return false;
}

std::string ProcessMemory::file(pid_t pid, const char* name) const {
    return options_.proc + "/" + std::to_string(pid) + "/" + name;
}

std::optional<pid_t> ProcessMemory::parent_of(pid_t pid) const {
    const auto text = read_file(file(pid, "stat"));
    const std::size_t name_end = text ? text->rfind(')') : std::string::npos; // the name may hold any character
    char state = 0;
    pid_t parent = 0;
    if (name_end == std::string::npos || std::sscanf(text->c_str() + name_end + 1, " %c %d", &state, &parent) != 2) {
        return std::nullopt;
    }
    return parent;
}

std::optional<MemoryUse> ProcessMemory::use_of_one(pid_t pid) const {
    if (options_.proportional) {
        if (const auto bytes = proportional_bytes(pid)) {
            return MemoryUse{*bytes, "PSS"};
        }
    }
    const auto text = read_file(file(pid, "statm"));
    long long size = 0;
    long long resident = 0;
    if (!text || std::sscanf(text->c_str(), "%lld %lld", &size, &resident) != 2) {
        return std::nullopt;
    }
    return MemoryUse{resident * ::sysconf(_SC_PAGESIZE), "RSS"};
}

std::optional<std::int64_t> ProcessMemory::proportional_bytes(pid_t pid) const {
    const auto text = read_file(file(pid, "smaps_rollup"));
    const auto kilobytes = text ? number_after(*text, "Pss:") : std::nullopt;
    return kilobytes ? std::optional(*kilobytes * 1024) : std::nullopt;
}

// Without the cache of files that were not used lately: the kernel takes that back before anybody is short of memory.
std::optional<std::int64_t> ProcessMemory::cgroup_bytes(pid_t pid) const {
    const std::string own = cgroup_of(pid);
    const auto parent = parent_of(pid);
    if (own.empty() || own == "/" || !parent || own == cgroup_of(*parent)) {
        return std::nullopt;
    }
    const auto current = read_file(options_.cgroups + own + "/memory.current");
    const auto details = read_file(options_.cgroups + own + "/memory.stat");
    if (!current || !details) {
        return std::nullopt;
    }
    const std::int64_t bytes = std::strtoll(current->c_str(), nullptr, 10);
    return std::max<std::int64_t>(0, bytes - number_after(*details, "inactive_file").value_or(0));
}

// Its path below the root of cgroup v2; empty when it has none.
std::string ProcessMemory::cgroup_of(pid_t pid) const {
    std::istringstream lines(read_file(file(pid, "cgroup")).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("0::")) {
            return line.substr(3);
        }
    }
    return {};
}

} // namespace halberd::memmon
