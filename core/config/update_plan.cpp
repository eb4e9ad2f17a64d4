#include "core/config/update_plan.hpp"

#include "core/config/program_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace halberd {
namespace {

// In the order of PlannedChange.
constexpr std::array<std::string_view, 4> change_names{"added", "removed", "changed", "kept"};

template <class Spec>
std::map<std::string_view, const Spec*> by_name(const std::vector<Spec>& specs) {
    std::map<std::string_view, const Spec*> found;
    for (const Spec& spec : specs) {
        found.emplace(spec.name, &spec);
    }
    return found;
}

// Whatever of a group is neither its priority nor its processes concerns each of them.
bool is_replaced(const GroupSpec& active, const GroupSpec& wanted) {
    GroupSpec rest = active;
    rest.priority = wanted.priority;
    rest.processes = wanted.processes;
    return rest != wanted;
}

bool is_plugin(const GroupSpec& group) {
    return group.listener && group.listener->plugin;
}

// Names of the processes of `group` that `others` has too, in their order.
std::string shared_processes(const GroupSpec& group, const GroupSpec& other) {
    const auto others = by_name(other.processes);
    std::vector<std::string_view> names;
    for (const ProcessSpec& process : group.processes) {
        if (others.contains(process.name)) {
            names.push_back(process.name);
        }
    }
    return fmt::format("{}", fmt::join(names, ","));
}

std::vector<ProcessPlan> plan_all(const GroupSpec& group, PlannedChange change) {
    std::vector<ProcessPlan> plans;
    for (const ProcessSpec& process : group.processes) {
        plans.push_back({process.name, change, change == PlannedChange::Added && process.autostart, {}});
    }
    return plans;
}

ProcessPlan plan_process(const ProcessSpec& active, const ProcessSpec& wanted, bool is_replaced) {
    if (active == wanted && !is_replaced) {
        return {wanted.name, PlannedChange::Kept, false, {}};
    }
    return {wanted.name, PlannedChange::Changed, wanted.autostart, changed_options(active, wanted)};
}

void plan_processes(const GroupSpec& active, const GroupSpec& wanted, GroupPlan& plan) {
    const auto before = by_name(active.processes);
    const auto after = by_name(wanted.processes);
    for (const ProcessSpec& process : wanted.processes) {
        const auto found = before.find(process.name);
        plan.processes.push_back(found == before.end()
                                     ? ProcessPlan{process.name, PlannedChange::Added, process.autostart, {}}
                                     : plan_process(*found->second, process, plan.replaces_group));
    }
    for (const ProcessSpec& process : active.processes) {
        if (!after.contains(process.name)) {
            plan.processes.push_back({process.name, PlannedChange::Removed, false, {}});
        }
    }
}

// What a process of a plugin in the daemon calls its command is the value of plugin=.
void name_plugins(GroupPlan& plan) {
    for (ProcessPlan& process : plan.processes) {
        for (OptionChange& option : process.options) {
            if (option.name == "command") {
                option.name = "plugin";
            }
        }
    }
}

} // namespace

std::string_view name_of(PlannedChange change) {
    return change_names.at(static_cast<std::size_t>(change));
}

std::optional<PlannedChange> planned_change(std::string_view name) {
    const auto found = std::find(change_names.begin(), change_names.end(), name);
    if (found == change_names.end()) {
        return std::nullopt;
    }
    return static_cast<PlannedChange>(found - change_names.begin());
}

GroupPlan plan_group(const GroupSpec& active, const GroupSpec& wanted) {
    GroupPlan plan;
    plan.name = wanted.name;
    plan.change = active == wanted ? PlannedChange::Kept : PlannedChange::Changed;
    plan.options = changed_options(active, wanted);
    plan.replaces_group = is_replaced(active, wanted);
    std::string order_before = shared_processes(active, wanted);
    std::string order_after = shared_processes(wanted, active);
    plan_processes(active, wanted, plan);
    if (order_before != order_after) {
        plan.options.push_back({"programs", std::move(order_before), std::move(order_after), {}});
    }
    if (is_plugin(active) && is_plugin(wanted)) {
        name_plugins(plan);
    }
    return plan;
}

std::vector<GroupPlan> plan_update(const std::vector<GroupSpec>& active, const std::vector<GroupSpec>& wanted) {
    const GroupChanges changes = compare_groups(active, wanted);
    const auto before = by_name(active);
    const auto after = by_name(wanted);
    std::vector<GroupPlan> plans;
    for (const std::string& name : changes.removed) {
        plans.push_back({name, PlannedChange::Removed, {}, false, plan_all(*before.at(name), PlannedChange::Removed)});
    }
    for (const std::string& name : changes.changed) {
        plans.push_back(plan_group(*before.at(name), *after.at(name)));
    }
    for (const std::string& name : changes.added) {
        plans.push_back({name, PlannedChange::Added, {}, false, plan_all(*after.at(name), PlannedChange::Added)});
    }
    return plans;
}

} // namespace halberd
