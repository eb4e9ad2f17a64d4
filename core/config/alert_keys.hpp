#pragma once

#include "core/config/section_reader.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The keys of [alerts], which has defaults for all alert plugins.
std::vector<std::string_view> alert_key_names();

// What [alerts] says, as the variables SUPERVISOR_ALERTS_… by which every listener is told, under whatever daemon: the
// options of its command line win. They hold no secret. Empty without such a section.
std::map<std::string, std::string> read_alert_variables(const ReadContext& context);

} // namespace halberd
