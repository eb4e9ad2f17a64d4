#include "plugins/shared/alert/watch.hpp"

#include <algorithm>

namespace halberd::alert {

std::string full_name(const ProcessState& process) {
    return std::string(process.group_name) + ":" + std::string(process.process_name);
}

bool Watch::covers(const ProcessState& process) const {
    const std::string full = full_name(process);
    return any || std::ranges::any_of(programs, [&](const std::string& program) {
               return program == process.process_name || program == full;
           });
}

} // namespace halberd::alert
