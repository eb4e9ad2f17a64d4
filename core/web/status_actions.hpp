#pragma once

#include "core/base/clock.hpp"
#include "core/rpc/access.hpp"
#include "core/rpc/control.hpp"

#include <functional>
#include <optional>
#include <string>

namespace halberd {

// What a button of the status page asks for.
struct PageAction {
    std::string action; // "start", "stop", "restart", "clearlog", "refresh", "restartall", "stopall"
    std::optional<std::string> processname; // for the first four
};

// Takes the message that tells the user what came of it: "Process web started".
using MessageReply = std::function<void(std::string)>;

// What carries actions out.
struct PageTools {
    Control& control;
    const Clock& clock;
    const Access& access;
};

// Carries the action out for the caller and hands over the message when it is done, during the call or later. False
// when there is no such action; `reply` is not called then. Supervisor: web.py make_callback().
bool carry_out(const PageTools& tools, const Caller& caller, const PageAction& action, MessageReply reply);

} // namespace halberd
