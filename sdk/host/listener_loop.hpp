#pragma once

#include "sdk/host/plugin_instance.hpp"
#include "sdk/wire/event_envelope.hpp"

#include <functional>
#include <string_view>

namespace halberd {

// The descriptors of an external event listener, which the caller owns, and what `len` counts on them.
struct ListenerChannel {
    int input = -1;
    int output = -1;
    wire::EventLength length = wire::EventLength::Characters;
};

// The listener's side of the protocol, blocking: READY, an event, handle, RESULT, and again, until the input ends. FAIL
// and FATAL, and whatever ends the loop early, are a line for `log`. After FATAL no RESULT is written, so that the
// daemon delivers the event to another listener, or to this one when it has been started again.
//
// Returns the exit status of the program: 0 when the input ended between two events; 1 after FATAL, when the input
// ended inside an event or can't be understood, and when reading or writing fails.
int run_listener_loop(PluginInstance& plugin, const ListenerChannel& channel,
                      const std::function<void(std::string_view)>& log);

} // namespace halberd
