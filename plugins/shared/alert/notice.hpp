#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace halberd::alert {

// Something about a process that a person is to be told.
struct Notice {
    enum class Kind {
        Crash,
        Fatal,    // supervisord has given it up
        Reminder, // it still has
        Recovery, // it is RUNNING again
    };
    using Time = std::chrono::system_clock::time_point;

    Kind kind = Kind::Crash;
    std::string process; // "group:name"
    Time at;
    Time since;              // Recovery: of the trouble; Reminder: FATAL since then
    std::size_t crashes = 0; // of the trouble
    bool is_flapping = false;
    bool is_held = false; // no mail of its own: it is in the digest
};

// The process as supervisorctl names it: "foo" in a group of the same name, else "group:name".
std::string shown_name(const std::string& process);

} // namespace halberd::alert
