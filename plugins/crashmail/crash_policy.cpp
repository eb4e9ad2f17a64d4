#include "plugins/crashmail/crash_policy.hpp"

#include <halberd/timestamp.hpp>

namespace halberd::crashmail {

std::optional<ProcessState> unexpected_exit(const Event& event) {
    std::optional<ProcessState> state = event.process_state();
    const bool crashed = event.name() == "PROCESS_STATE_EXITED" && state && state->expected == false;
    return crashed ? state : std::nullopt;
}

CrashReport report_crash(const ProcessState& process, const std::string& optional_header,
                         std::chrono::system_clock::time_point now) {
    const std::string name(process.process_name);
    const std::string pid = process.pid ? std::to_string(*process.pid) : "unknown";
    CrashReport report;
    report.subject = optional_header.empty() ? "" : optional_header + ":";
    report.subject += " " + name + " crashed at " + timestamp(now);
    report.body = "Process " + name + " in group " + std::string(process.group_name) + " exited unexpectedly (pid " +
                  pid + ") from state " + std::string(process.from_state);
    return report;
}

} // namespace halberd::crashmail
