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

// The kernel looks at every child in reap_all(), which takes longer than a restart when there are thousands. So the
// pids that come with SIGCHLD are kept from announce_children() on, which is to be called when the signal is caught,
// and reap_announced() asks for those alone. That is not enough: one signal may stand for many exits.
void announce_children();
std::vector<std::pair<pid_t, WaitStatus>> reap_announced();

} // namespace halberd
