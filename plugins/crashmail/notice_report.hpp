#pragma once

#include "plugins/crashmail/crash_policy.hpp"
#include "plugins/shared/alert/digest.hpp"
#include "plugins/shared/alert/notice.hpp"

#include <string>

namespace halberd::crashmail {

// The mail about something else than one crash: that a process is FATAL, or RUNNING again.
CrashReport report_notice(const alert::Notice& notice, const std::string& optional_header, const std::string& host);

// The mail about what was held back.
CrashReport report_digest(const alert::Digest& digest, const std::string& optional_header, const std::string& host);

} // namespace halberd::crashmail
