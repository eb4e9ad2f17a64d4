#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace halberd::supervisor {

// States of a process as XML-RPC numbers them. Supervisor: states.py ProcessStates.
inline constexpr std::int64_t state_running = 20;

// What the daemon says of a process.
struct ProcessInfo {
    std::string name;
    std::string group;
    std::int64_t state = 0;
    std::int64_t pid = 0; // 0: it has none
    std::int64_t exit_status = 0;
    std::chrono::seconds start{}; // since the epoch; when it was started last
    std::chrono::seconds now{};   // the daemon's clock

    bool is_running() const { return state == state_running; }

    // How long ago it was started last.
    std::chrono::seconds uptime() const { return now - start; }

    // "group:name", which names it in any case.
    std::string full_name() const { return group + ":" + name; }

    // The same, or "name" when its group has the same name. Supervisor: options.py make_namespec.
    std::string namespec() const { return group == name ? name : full_name(); }
};

// Reads the struct that getProcessInfo answers; nothing when it is none.
std::optional<ProcessInfo> read_process_info(const xmlrpc::Value& value);

} // namespace halberd::supervisor
