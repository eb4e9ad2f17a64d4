#pragma once

#include <string>
#include <vector>

namespace halberd {

// Where supervisord and supervisorctl look for their configuration without -c, in this order. Supervisor: options.py
// default_configfile(): "../etc/supervisord.conf" and "../supervisord.conf" relative to the program, then
// "supervisord.conf", "etc/supervisord.conf", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf".
std::vector<std::string> configuration_search_path(const std::string& program_path);

} // namespace halberd
