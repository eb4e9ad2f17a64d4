#pragma once

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

namespace halberd {
inline namespace v1 {

// A time as Supervisor's logs and superlance's mails write it, local and with milliseconds: "2026-11-23 14:58:08,211".
inline std::string timestamp(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto second = floor<seconds>(time);
    const std::time_t seconds_of_epoch = system_clock::to_time_t(second);
    std::tm local{};
    ::localtime_r(&seconds_of_epoch, &local);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d,%03d", local.tm_year + 1900,
                  local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                  static_cast<int>(duration_cast<milliseconds>(time - second).count()));
    return text.data();
}

} // namespace v1
} // namespace halberd
