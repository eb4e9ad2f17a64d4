#pragma once

#include "core/rpc/control.hpp"

#include <cstdint>
#include <string>

namespace halberd {

// Whole seconds since the epoch, within the 32 bits of an XML-RPC integer.
std::int64_t seconds_of(WallTime time);

// The part of a second beyond that, from 0 to 999.
std::int64_t milliseconds_of(WallTime time);

// The line that status displays show for a process: "pid 123, uptime 0:00:05", "Nov 23 06:10 PM", "Not started", the
// reason why it could not be started; empty while it starts or stops. Times of day are local. Supervisor:
// rpcinterface.py _interpretProcessInfo().
std::string describe(const ProcessInfo& info);

// Appends the struct of getProcessInfo as <value>…</value>.
void append_process_info(std::string& out, const ProcessInfo& info);

} // namespace halberd
