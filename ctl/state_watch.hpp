#pragma once

#include "ctl/session.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halberd::ctl {

// Tells when it is worth while to look at the states of processes again. Our daemon reports each change; another one is
// to be asked twice a second.
class StateWatch {
 public:
    // From here on no change is missed. `names` are those of the processes that matter.
    static tl::expected<StateWatch, xmlrpc::CallError> begin(Session& session, const std::vector<std::string>& names);

    // Returns when a state may have changed, or when `longest` is over, or earlier.
    Outcome wait(Session& session, std::chrono::milliseconds longest);

 private:
    std::string selection_;
    std::optional<std::int64_t> last_event_; // nothing: the daemon reports no events
};

} // namespace halberd::ctl
