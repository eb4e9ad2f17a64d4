#pragma once

#include "core/api/api_call.hpp"

namespace halberd {

// What `supervisorctl update` does, as one request: reads the configuration again, stops and removes the groups that
// are gone, brings those that differ to their new form, and adds the new ones; `groups` in the body limits it to some.
// Answers when all of that is done; the first step that fails ends it with its problem.
void update_configuration(const ApiCallPtr& call);

} // namespace halberd
