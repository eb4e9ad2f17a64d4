#pragma once

#include "sdk/outbox/courier.hpp"

#include <string>

namespace halberd::outbox {

// What a log says of an attempt that was settled: "mail to ops@example.com delivered to …", or "mail to ops@example.com
// about the crash of foo was not sent: …; trying again in 5 s".
std::string outcome_line(const Delivery& delivery, const Courier::Attempt& attempt, Time now);

// "45 s", "5 min", "3 h", "2 days": as people say it.
std::string rough_time(std::chrono::seconds time);

} // namespace halberd::outbox
