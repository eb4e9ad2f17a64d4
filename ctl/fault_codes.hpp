#pragma once

#include <cstdint>

namespace halberd::ctl {

// The faults of the supervisor namespace that commands tell apart. Supervisor: xmlrpc.py Faults.
namespace fault {
inline constexpr std::int64_t UnknownMethod = 1;
inline constexpr std::int64_t BadArguments = 3;
inline constexpr std::int64_t ShutdownState = 6;
inline constexpr std::int64_t BadName = 10;
inline constexpr std::int64_t BadSignal = 11;
inline constexpr std::int64_t NoFile = 20;
inline constexpr std::int64_t NotExecutable = 21;
inline constexpr std::int64_t Failed = 30;
inline constexpr std::int64_t AbnormalTermination = 40;
inline constexpr std::int64_t SpawnError = 50;
inline constexpr std::int64_t AlreadyStarted = 60;
inline constexpr std::int64_t NotRunning = 70;
inline constexpr std::int64_t Success = 80;
inline constexpr std::int64_t AlreadyAdded = 90;
inline constexpr std::int64_t StillRunning = 91;
inline constexpr std::int64_t CantReread = 92;
} // namespace fault

} // namespace halberd::ctl
