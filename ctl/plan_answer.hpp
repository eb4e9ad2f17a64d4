#pragma once

#include "core/config/update_plan.hpp"
#include "ctl/answers.hpp"

#include <string>
#include <vector>

namespace halberd::ctl {

// Answers of the halberd namespace about updates. Another daemon than ours answers UnknownMethod; an answer of another
// shape is a Malformed error.

// halberd.plan: a plan for each group that differs.
AnswerOf<std::vector<GroupPlan>> update_plan(Session& session);

// halberd.updateProcessGroup: what was done to each process; names and changes only.
AnswerOf<std::vector<ProcessPlan>> update_process_group(Session& session, const std::string& group);

} // namespace halberd::ctl
