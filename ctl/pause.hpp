#pragma once

#include "ctl/session.hpp"

#include <chrono>

namespace halberd::ctl {

// Waits that long. A ^C that is held back ends it with an Interrupted error.
Outcome pause_for(Session& session, std::chrono::milliseconds duration);

} // namespace halberd::ctl
