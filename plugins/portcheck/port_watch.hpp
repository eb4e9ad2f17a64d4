#pragma once

#include "plugins/portcheck/probe.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace halberd::portcheck {

// What a round of checks means for people.
struct Round {
    std::string subject;            // without "portcheck: "
    std::string topic;              // the targets that fail or answer again, else "certificates"
    std::vector<std::string> lines; // each target that fails, answers again or has an old certificate
    bool has_failure = false;
    bool has_good_news = false; // a target answers again
    bool has_news = false;      // something that the last mail did not tell
};

// Remembers what was found, so that a mail is sent when something changes and not at each tick: a target that begins to
// fail, one that answers again, and each day a certificate that ends soon.
class PortWatch {
 public:
    using Time = std::chrono::system_clock::time_point;

    // A certificate is old when it ends within `certificate_days`, if given.
    PortWatch(std::vector<Target> targets, std::optional<int> certificate_days);

    // What has been found in a round at `now`, for each target in order.
    Round take(const std::vector<Finding>& findings, Time now);

 private:
    // Adds the line about the certificate of a target to the round, if there is one; whether a mail is due for it.
    bool take_certificate(const Target& target, Time end, Time now, Round& round);

    std::vector<Target> targets_;
    std::optional<int> certificate_days_;
    std::set<std::string> failing_;
    std::map<std::string, Time> warned_; // of certificates, when
};

} // namespace halberd::portcheck
