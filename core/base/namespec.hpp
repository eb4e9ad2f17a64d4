#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace halberd {

// The address of a process as users write it: "group:process"; "process" alone where both names are alike. A whole
// group is "group:*" or "group:" and has an empty process name. Supervisor: options.py split_namespec(),
// make_namespec().
struct Namespec {
    std::string group;
    std::string process;

    bool names_group() const { return process.empty(); }
    friend auto operator<=>(const Namespec&, const Namespec&) = default;
};

Namespec parse_namespec(std::string_view text);

// "process" where group and process are alike, "group:process" otherwise, "group:*" for a whole group.
std::string to_string(const Namespec& name);

// Whether a pattern, as a shell has it, fits a process: with a colon it is compared with "group:process" ("web:*"),
// without one with the name of the process and with that of its group.
bool fits(const std::string& pattern, const Namespec& process);

} // namespace halberd
