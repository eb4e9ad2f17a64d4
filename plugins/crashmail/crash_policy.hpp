#pragma once

#include "plugins/shared/crash/crash_report.hpp"

#include <chrono>
#include <halberd/event.hpp>
#include <optional>
#include <string>

namespace halberd::crashmail {

using crash::CrashReport;

// The process whose unexpected exit the event reports: PROCESS_STATE_EXITED with expected:0. Nothing for any other
// event.
std::optional<ProcessState> unexpected_exit(const Event& event);

// The report on a crash seen at `now`, in superlance's words. The subject begins with the header of -o and a colon when
// there is one, and always with a blank before the name: superlance's mails show it as the second one after "Subject:".
CrashReport report_crash(const ProcessState& process, const std::string& optional_header,
                         std::chrono::system_clock::time_point now);

} // namespace halberd::crashmail
