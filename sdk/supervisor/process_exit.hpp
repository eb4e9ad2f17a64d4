#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace halberd::supervisor {

// What a life of a process wrote last to one of its streams.
struct LastOutput {
    std::string status;      // "complete", "cut", "rotated", "gone", "redirected", "no_log": see halberd.explainExit
    std::string description; // why some or all lines are missing
    std::string lines;       // with their newlines
};

// One end of a process, as halberd.explainExit tells it.
struct ProcessExit {
    std::int64_t pid = 0;
    std::chrono::system_clock::time_point started; // whole seconds
    std::chrono::system_clock::time_point ended;
    std::string description; // "exit status 3", "terminated by SIGSEGV (core dumped)"
    std::int64_t exit_status = 0;
    std::int64_t signal = 0; // that ended it; 0: none
    bool has_dumped_core = false;
    std::string directory; // in which it was started
    std::string program;   // as the command names it
    std::int64_t uid = 0;
    std::int64_t gid = 0;
    std::int64_t crashes = 0; // unexpected ends within the hour up to this one; 1,000 at most
    LastOutput last_stdout;
    LastOutput last_stderr;
};

// Reads the struct that halberd.explainExit answers; nothing when it is none.
std::optional<ProcessExit> read_process_exit(const xmlrpc::Value& value);

} // namespace halberd::supervisor
