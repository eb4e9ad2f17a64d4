#pragma once

#include "core/config/bad_value.hpp"
#include "core/config/execution_spec.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The values of ExecutionSpec, from the text of the configuration and back to it.

// "nofile=1024:4096, core=unlimited, as=2GB": names as in `man limits.conf`; the soft limit, or both. Sizes and times
// as the kernel counts them: bytes (with KB, MB or GB, if you like), seconds of CPU time, microseconds for rttime.
Parsed<std::vector<ResourceLimit>> parse_resource_limits(std::string_view text);
std::string resource_limits_text(const std::vector<ResourceLimit>& limits);

// From -20 to 19.
Parsed<std::optional<int>> parse_nice(std::string_view text);

// "idle", "best-effort", "best-effort:7", "realtime:0".
Parsed<std::optional<IoPriority>> parse_io_priority(std::string_view text);
std::string io_priority_text(const IoPriority& priority);

// "0,2-5"
Parsed<std::vector<int>> parse_cpu_list(std::string_view text);
std::string cpu_list_text(const std::vector<int>& cpus);

// From -1000 to 1000.
Parsed<std::optional<int>> parse_oom_score_adj(std::string_view text);

// "CAP_NET_BIND_SERVICE, CAP_KILL", with or without "CAP_", in any case; "~" in front: all but these; nothing: none.
Parsed<std::optional<std::vector<int>>> parse_capabilities(std::string_view text);
std::string capabilities_text(const std::vector<int>& capabilities);

} // namespace halberd
