#pragma once

#include "plugins/shared/crash/crash_details.hpp"
#include "plugins/shared/crash/detail_options.hpp"
#include "sdk/supervisor/client.hpp"

#include <chrono>
#include <halberd/event.hpp>
#include <halberd/host.hpp>
#include <optional>

namespace halberd::crash {

// What supervisord is asked about crashes, over XML-RPC: for a moment only, since it is the message that matters. What
// it does not answer is not known.
class Inquiry {
 public:
    Inquiry(const Host& host, DetailOptions options);

    // Whether the options want any details.
    bool is_wanted() const { return options_.has_details; }

    CrashDetails ask(const ProcessState& process, std::chrono::system_clock::time_point now);

 private:
    DetailOptions options_;
    std::optional<supervisor::Client> daemon_;
};

} // namespace halberd::crash
