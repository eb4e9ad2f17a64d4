#pragma once

#include "sdk/wire/event_envelope.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::wire {

// An event as a file holds it.
struct ScriptedEvent {
    EventHeader header;
    std::string payload;
};

// Reads the events of a file, which is either a recording of what a listener got on its standard input, and then begins
// with "ver:", or is written by hand, one event a line:
//
//   # a comment
//   PROCESS_STATE_EXITED processname:cat groupname:cat from_state:RUNNING expected:0 pid:42
//   PROCESS_LOG_STDOUT processname:cat groupname:cat pid:42 channel:stdout
//   | a line that begins so goes on with the payload above it, in a line of its own
//
// Events written by hand get the server "supervisor" and serials from 1. `unit` is what `len` counts in a recording.
// The error says which line, or which event of a recording, is wrong and why.
tl::expected<std::vector<ScriptedEvent>, std::string> read_event_script(std::string_view text, EventLength unit);

} // namespace halberd::wire
