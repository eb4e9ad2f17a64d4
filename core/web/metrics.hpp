#pragma once

#include "core/http/http_counters.hpp"
#include "core/rpc/control.hpp"
#include "core/web/exposition.hpp"

#include <vector>

namespace halberd {

// The metrics by topic. Labels are few and bounded: "group" and "process", or "pool".
void expose_processes(const Control& control, Exposition& out);
void expose_listeners(const std::vector<PoolInfo>& pools, Exposition& out);

// The daemon: how its loop, its queues and its HTTP servers fare, and what its process uses, under the names that all
// clients of Prometheus give that.
void expose_daemon(const Control& control, const DaemonUsage& usage, const HttpCounters& http, Exposition& out);

} // namespace halberd
