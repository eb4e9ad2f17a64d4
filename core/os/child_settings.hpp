#pragma once

#include "core/config/execution_spec.hpp"

namespace halberd {

// The settings of ExecutionSpec that the kernel keeps for each process, in the order in which they are made.
enum class ChildSetting { ResourceLimit, Nice, IoPriority, CpuAffinity, OomScore, Capability, NoNewPrivileges };

// The one that the kernel refused.
struct RefusedSetting {
    ChildSetting setting = ChildSetting::ResourceLimit;
    int detail = 0; // for ResourceLimit its position in the list, for Capability its number
};

// Makes them for the calling process, which has not executed its program yet and still has the rights of the daemon;
// the rules of child_exec.hpp hold. Returns false at the first one that fails, which is `refused` then; errno says why.
bool take_settings(const ExecutionSpec& spec, RefusedSetting& refused);

} // namespace halberd
