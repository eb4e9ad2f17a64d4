#pragma once

#include "core/base/clock.hpp"

#include <chrono>

namespace halberd {

// When the period of local time in which `at` lies is over, and the next one begins: always after `at`.
//
// A period of whole days begins at midnight, one of N days on every Nth day from Monday 1970-01-05, so that a week
// begins on Monday. A shorter period must divide a day and is counted from midnight. Clocks that are put forward or
// back shorten or lengthen the period in which it happens; where the local time of a beginning is skipped, the period
// begins when the clock has jumped, and where it comes twice, twice. `period` is at least a second.
WallTime next_period_begin(std::chrono::seconds period, WallTime at);

} // namespace halberd
