#pragma once

#include <string>
#include <string_view>

namespace halberd::wire {

// The lines that a listener writes. Supervisor: dispatchers.py PEventListenerDispatcher.
inline constexpr std::string_view ready_token = "READY\n";
inline constexpr std::string_view result_token = "RESULT ";
inline constexpr std::string_view result_ok = "OK";
inline constexpr std::string_view result_fail = "FAIL";

// "RESULT 2\nOK" for "OK".
std::string format_result(std::string_view result);

} // namespace halberd::wire
