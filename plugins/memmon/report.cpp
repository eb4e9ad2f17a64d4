#include "plugins/memmon/report.hpp"

#include "plugins/shared/alert/wording.hpp"
#include "plugins/shared/restart/python_text.hpp"

#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace halberd::memmon {
namespace {

std::string subject(const std::string& name, const std::string& text) {
    return alert::subject_prefix("memmon", name) + text;
}

// As Python's time.asctime() and the name of the time zone: "Mon Nov 23 14:58:08 2026 UTC", whatever the process's
// locale.
std::string asctime_with_zone(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::put_time(&local, "%a %b %e %H:%M:%S %Y %Z");
    return text.str();
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
