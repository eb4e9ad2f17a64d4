#pragma once

#include "core/base/error.hpp"

#include <sys/types.h>

namespace halberd {

// kill(2): a negative target is a process group. Only for processes that have not been reaped, whose pid is still
// theirs.
Result<void> send_signal(pid_t target, int signal);

} // namespace halberd
