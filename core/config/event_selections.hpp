#pragma once

#include "core/config/bad_value.hpp"
#include "core/config/listener_spec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The value of events=: types with commas between them, in any case, each with or without a pattern for processes:
// "PROCESS_STATE_EXITED(web:*), TICK_60". What stands there twice counts once. `known` are the types that there are;
// when it is empty, any word is one.
Parsed<std::vector<EventSelection>> parse_event_selections(std::string_view text,
                                                           const std::vector<std::string>& known);

} // namespace halberd
