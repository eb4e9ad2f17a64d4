#include "plugins/shared/alert/watch.hpp"

#include <algorithm>

namespace halberd::alert {

bool Watch::covers(const ProcessState& process) const {
    const std::string name(process.process_name);
    const std::string full_name = std::string(process.group_name) + ":" + name;
    return any || std::any_of(programs.begin(), programs.end(),
                              [&](const std::string& program) { return program == name || program == full_name; });
}

} // namespace halberd::alert
