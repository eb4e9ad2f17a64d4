#pragma once

#include "sdk/supervisor/process_exit.hpp"

#include <string>

namespace halberd::supervisor {

// Where the kernel puts the core of a process that crashes. See core(5).
struct CorePattern {
    std::string text;      // of /proc/sys/kernel/core_pattern
    bool adds_pid = false; // /proc/sys/kernel/core_uses_pid

    static CorePattern of_this_machine();
};

// Where the core of an end that has dumped one is, for a person: "/srv/core.123 (284 KiB)", "given to systemd-coredump:
// coredumpctl info 123", or what is known in place of that. The file is looked for where the pattern says, in the
// directory that the process was started in; what else is called like it, from an earlier or later crash, is not taken
// for it.
std::string describe_core(const CorePattern& pattern, const ProcessExit& exit);

} // namespace halberd::supervisor
