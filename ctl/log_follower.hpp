#pragma once

#include "ctl/log_source.hpp"

#include <memory>
#include <vector>

namespace halberd::ctl {

// Shows the wanted lines at the end of each log, and then each wanted line as it is written, until ^C or until the
// daemon ends all streams. Each log has a connection and a thread of its own.
//
// Our daemon begins a stream as far back as it is asked to, another one with the last 1024 bytes.
Outcome follow_logs(Session& session, const std::vector<LogSource>& sources, const LogWish& wish);

} // namespace halberd::ctl
