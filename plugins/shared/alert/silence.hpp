#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace halberd::alert {

// Why nobody wants to hear of something for a while: somebody has said so of these processes.
struct Silence {
    std::vector<std::string> processes;            // "group:name"; none: there is no silence
    std::chrono::system_clock::time_point until{}; // the end of the last one

    bool lasts() const { return !processes.empty(); }
};

} // namespace halberd::alert
