#pragma once

#include "core/config/option_changes.hpp"
#include "core/config/program_spec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// What `update` would do, before it does it.

enum class PlannedChange { Added, Removed, Changed, Kept };

// "added", "removed", "changed", "kept"
std::string_view name_of(PlannedChange change);
std::optional<PlannedChange> planned_change(std::string_view name);

// A process of a group. A changed one is stopped and made anew; a kept one is not touched.
struct ProcessPlan {
    std::string name;
    PlannedChange change = PlannedChange::Kept;
    bool starts = false;               // added or changed, with autostart: it is started at the end
    std::vector<OptionChange> options; // of a changed one; none when only its group's options differ

    bool operator==(const ProcessPlan&) const = default;
};

// A group that differs. Its processes are those of the wanted configuration in their order, then the removed ones.
struct GroupPlan {
    std::string name;
    PlannedChange change = PlannedChange::Kept;

    // What differs beside the processes. "programs" is here when processes only change their places.
    std::vector<OptionChange> options;

    // A change of the group as a whole, as of a listener's events: no process of it can be kept.
    bool replaces_group = false;
    std::vector<ProcessPlan> processes;

    bool operator==(const GroupPlan&) const = default;
};

// What brings one group from `active` to `wanted`, which have the same name. Kept when they are equal.
GroupPlan plan_group(const GroupSpec& active, const GroupSpec& wanted);

// A plan for each group that compare_groups() names, in the order in which `update` goes about it: the removed ones,
// the changed ones, the added ones.
std::vector<GroupPlan> plan_update(const std::vector<GroupSpec>& active, const std::vector<GroupSpec>& wanted);

} // namespace halberd
