#pragma once

#include "core/base/clock.hpp"
#include "core/config/program_spec.hpp"

#include <chrono>
#include <vector>

namespace halberd {

// How long to wait before a process is started again, and how often that may happen: pure functions of a program's
// settings. `chance` is a random number in [0, 1), which decides how much of the jitter is used.

// The pause after `failed_attempts` failed starts in a row, at least 1. Without settings: as many seconds as attempts
// have failed. Supervisor: process.py change_state().
std::chrono::milliseconds pause_after_failed_start(const RestartSpec& spec, int failed_attempts, double chance);

// The pause between an exit and the automatic restart; zero without settings.
std::chrono::milliseconds pause_after_exit(const RestartSpec& spec, double chance);

// Notes an automatic start at `now`, and forgets those that the limit does not look at any more. Without a limit
// nothing is kept.
void note_automatic_start(const RestartSpec& spec, std::vector<SteadyTime>& starts, SteadyTime now);

// True when one more automatic start at `now` would be more than restart_limit allows.
bool is_restart_limit_reached(const RestartSpec& spec, const std::vector<SteadyTime>& starts, SteadyTime now);

} // namespace halberd
