#pragma once

#include "core/config/section_reader.hpp"

namespace halberd {

// Checks the sections that plug Python code into Supervisor. [rpcinterface:supervisor] with Supervisor's own factory is
// what the daemon offers anyway; another factory is an error, as somebody relies on its methods. [ctlplugin:x] concerns
// supervisorctl only and is ignored with a warning.
void check_foreign_plugins(const ReadContext& context);

} // namespace halberd
