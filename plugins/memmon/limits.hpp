#pragma once

#include "sdk/supervisor/process_info.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halberd::memmon {

// How much memory each process may use, in bytes.
struct Limits {
    std::map<std::string, std::int64_t> programs; // by "process", in any group, or "group:process"
    std::map<std::string, std::int64_t> groups;
    std::optional<std::int64_t> any;

    bool empty() const { return programs.empty() && groups.empty() && !any; }

    // Whether there is a limit for the process.
    bool cover(const supervisor::ProcessInfo& process) const { return !of(process).empty(); }

    // Whether so many bytes are more than one of its limits.
    bool are_exceeded(const supervisor::ProcessInfo& process, std::int64_t bytes) const;

    // What is checked, as superlance's log tells it at each tick: "Checking programs foo=1048576, g:bar=10" and so on.
    std::vector<std::string> lines() const;

 private:
    std::vector<std::int64_t> of(const supervisor::ProcessInfo& process) const;
};

} // namespace halberd::memmon
