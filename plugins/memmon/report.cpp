#include "plugins/memmon/report.hpp"

#include "plugins/shared/restart/python_text.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace halberd::memmon {
namespace {

std::string subject(const std::string& name, const std::string& text) {
    return (name.empty() ? "memmon: " : "memmon [" + name + "]: ") + text;
}

// As Python's time.asctime() and the name of the time zone: "Mon Nov 23 14:58:08 2026 UTC". Not by strftime, whose
// names follow the process's locale.
std::string asctime_with_zone(std::chrono::system_clock::time_point time) {
    static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "%s %s %2d %02d:%02d:%02d %d %s",
                  days.at(static_cast<std::size_t>(local.tm_wday)), months.at(static_cast<std::size_t>(local.tm_mon)),
                  local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, local.tm_year + 1900, local.tm_zone);
    return text.data();
}

} // namespace

Report report_restart(const std::string& name, const std::string& process, const MemoryUse& use,
                      std::chrono::system_clock::time_point now) {
    return {subject(name, "process " + process + " restarted"),
            "memmon.py restarted the process named " + process + " at " + asctime_with_zone(now) +
                " because it was consuming too much memory (" + std::to_string(use.bytes) + " bytes " + use.kind + ")"};
}

Report report_failed_stop(const std::string& name, const std::string& process, const MemoryUse& use,
                          const xmlrpc::CallError& why) {
    return {subject(name, "failed to stop process " + process + ", exiting"),
            "Failed to stop process " + process + " (" + use.kind + " " + std::to_string(use.bytes) +
                "), exiting: " + restart::failure_text(why)};
}

Report report_failed_start(const std::string& name, const std::string& process, const xmlrpc::CallError& why) {
    return {subject(name, "failed to start process " + process + ", exiting"),
            "Failed to start process " + process + " after stopping it, exiting: " + restart::failure_text(why)};
}

} // namespace halberd::memmon
