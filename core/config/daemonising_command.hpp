#pragma once

#include <string>
#include <string_view>

namespace halberd {

// Why a program that is started by `command` would leave the foreground, and what to write instead.
struct DaemonisingCommand {
    std::string reason; // "nginx goes into the background"; empty when it is not known to do so
    std::string hint;

    explicit operator bool() const { return !reason.empty(); }
};

// Judges by the name of the program and its known flags, also behind `exec`, `env` and `sh -c "…"`. What the program's
// own configuration says is not looked at.
DaemonisingCommand find_daemonising(std::string_view command);

} // namespace halberd
