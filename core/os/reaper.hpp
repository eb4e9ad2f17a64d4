#pragma once

#include "core/base/wait_status.hpp"

#include <sys/types.h>

#include <utility>
#include <vector>

namespace halberd {

// Collects every child that has ended, known ones and orphans that were handed to us, and returns at once. To be called
// on SIGCHLD, of which one may stand for many exits. Reap everything first and start replacements afterwards: programs
// that die as fast as they are started would keep a loop of both from ever ending.
std::vector<std::pair<pid_t, WaitStatus>> reap_all();

} // namespace halberd
