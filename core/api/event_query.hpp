#pragma once

#include "core/api/api_call.hpp"
#include "core/config/listener_spec.hpp"

#include <vector>

namespace halberd {

// The parameter types=, as events= of a listener has it: "PROCESS_STATE, TICK_60", "PROCESS_STATE_EXITED(web:*)";
// none: all. What is wrong with it is noted in the call.
std::vector<EventSelection> read_event_types(const ApiCallPtr& call);

} // namespace halberd
