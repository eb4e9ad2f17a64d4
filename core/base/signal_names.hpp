#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// "SIGTERM" for 15; "signal 99" for a number without a name.
std::string signal_name(int signal);

// The number of a signal written as in Supervisor's stopsignal= and signalProcess: "TERM", "term", "SIGTERM" or "15".
// Nothing when there is no such signal.
std::optional<int> signal_number(std::string_view text);

} // namespace halberd
