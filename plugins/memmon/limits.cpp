#include "plugins/memmon/limits.hpp"

#include <algorithm>

namespace halberd::memmon {
namespace {

using Table = std::map<std::string, std::int64_t>;

std::string list(const Table& table) {
    std::string text;
    for (const auto& [name, bytes] : table) {
        text += (text.empty() ? "" : ", ") + name + "=" + std::to_string(bytes);
    }
    return text;
}

} // namespace

std::vector<std::int64_t> Limits::of(const supervisor::ProcessInfo& process) const {
    std::vector<std::int64_t> found;
    const auto look_up = [&](const Table& table, const std::string& name) {
        if (const auto limit = table.find(name); limit != table.end()) {
            found.push_back(limit->second);
        }
    };
    look_up(programs, process.name);
    look_up(programs, process.full_name());
    look_up(groups, process.group);
    if (any) {
        found.push_back(*any);
    }
    return found;
}

bool Limits::are_exceeded(const supervisor::ProcessInfo& process, std::int64_t bytes) const {
    const std::vector<std::int64_t> limits = of(process);
    return std::any_of(limits.begin(), limits.end(), [&](std::int64_t limit) { return bytes > limit; });
}

std::vector<std::string> Limits::lines() const {
    std::vector<std::string> lines;
    if (!programs.empty()) {
        lines.push_back("Checking programs " + list(programs));
    }
    if (!groups.empty()) {
        lines.push_back("Checking groups " + list(groups));
    }
    if (any) {
        lines.push_back("Checking any=" + std::to_string(*any));
    }
    return lines;
}

} // namespace halberd::memmon
