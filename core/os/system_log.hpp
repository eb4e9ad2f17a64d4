#pragma once

#include <string>
#include <string_view>

namespace halberd {

// Sends each line of `text` to syslog as "NAME LINE", without a name as "LINE", with priority info. Supervisor: loggers.py
// SyslogHandler.
void write_to_system_log(const std::string& name, std::string_view text);

} // namespace halberd
