#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"

#include <string>

namespace halberd {

// Makes the empty file of a log whose name is left to the daemon (stdout_logfile=AUTO), readable for its user only:
// "FOLDER/PROGRAM-CHANNEL---IDENTIFIER-xxxxxxxx.log". `channel` is "stdout" or "stderr". Supervisor: options.py
// get_autochildlog_name(). Errors: step "create" with the path.
Result<std::string> create_auto_log(const std::string& folder, const std::string& program, const std::string& channel,
                                    const std::string& identifier);

// Removes what earlier runs of a daemon of this identifier have left in the folder: its AUTO logs and their rotated
// files. Logs what cannot be removed. Supervisor: options.py clear_autochildlogdir().
void clear_auto_logs(const std::string& folder, const std::string& identifier, Log& log);

} // namespace halberd
