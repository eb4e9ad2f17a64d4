#pragma once

#include "plugins/portcheck/target.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace halberd::portcheck {

// How a target is checked.
struct Terms {
    std::chrono::milliseconds timeout = std::chrono::seconds(10); // of one attempt, from the look-up of the name on
    int retries = 0;                                              // attempts after the first, when that fails
    std::chrono::milliseconds pause = std::chrono::seconds(1);    // before each of them
    std::string send;                                             // after the connection is made
    std::string expect;                                           // has to come back; empty: nothing is waited for
    bool tls = false;
    bool verify = false; // refuse a certificate that is not trusted, or is that of another host
    std::string ca_file; // the certificates to trust; empty for those of the system
};

// What was found.
struct Finding {
    std::string failure; // empty: all is well
    std::optional<std::chrono::system_clock::time_point> certificate_end;

    bool is_ok() const { return failure.empty(); }
};

// Checks all targets at once, and returns what was found, in their order. Blocks for one attempt, and for each retry
// for another and a pause, at most. [any thread]
std::vector<Finding> check_all(const std::vector<Target>& targets, const Terms& terms);

} // namespace halberd::portcheck
