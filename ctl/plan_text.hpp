#pragma once

#include "core/config/update_plan.hpp"

#include <string>
#include <vector>

namespace halberd::ctl {

// A plan for people: a line for each group, and below a changed one a line for each of its processes with the options
// that differ. Ends in a line feed. Values are quoted where they hold more than a word, and control characters are
// escaped.
std::string plan_text(const std::vector<GroupPlan>& groups);

// The same content for programs, on one line: {"groups": […]}, each with name, action (added, removed, changed),
// replaced, options and processes; a process has name, group, action (also kept), starts and options; an option has
// option, old and new (null: not set), or for the environment option and the names added, removed and changed.
std::string plan_json(const std::vector<GroupPlan>& groups);

} // namespace halberd::ctl
