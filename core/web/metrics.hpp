#pragma once

#include "core/http/http_counters.hpp"
#include "core/rpc/control.hpp"
#include "core/web/exposition.hpp"

#include <cstddef>
#include <vector>

namespace halberd {

// The metrics by topic. Labels are few and bounded: "group" and "process", or "pool".

// The processes, of which there may be thousands: one metric after the other, so that who must not be away for long
// makes pauses.
class ProcessMetrics {
 public:
    explicit ProcessMetrics(UsageReport report);

    // Exposes the next metric; false when there is none left.
    bool expose_next(Exposition& out);

    struct Subject {
        ProcessUsage usage;
        Exposition::LabelText labels;
    };

 private:
    std::vector<Subject> subjects_;
    std::size_t next_ = 0;
};

void expose_listeners(const std::vector<PoolInfo>& pools, Exposition& out);

// The daemon: how its loop, its queues and its HTTP servers fare, and what its process uses, under the names that all
// clients of Prometheus give that.
void expose_daemon(const Control& control, const DaemonUsage& usage, const HttpCounters& http, Exposition& out);

} // namespace halberd
