#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace halberd::ctl {

using LogTime = std::chrono::sys_time<std::chrono::milliseconds>;

// When a line of a log was written, if it says so at its beginning:
//
//   2026-11-25 23:40:48,123 …      as log_format=text and Supervisor's own log have it; also with T, with a point,
//   without 2026-11-25T23:40:48.123+01:00  milliseconds, in brackets, behind "--- " (a mark), with a zone; local time
//   without one
//   {"time":"2026-11-25T23:…"}     an object of JSON with a member time, timestamp, @timestamp or ts of that form
std::optional<LogTime> stamp_of(std::string_view line);

} // namespace halberd::ctl
