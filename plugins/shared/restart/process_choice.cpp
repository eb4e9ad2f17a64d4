#include "plugins/shared/restart/process_choice.hpp"

#include <algorithm>

namespace halberd::restart {
namespace {

bool names(const std::string& program, const supervisor::ProcessInfo& process) {
    return program == process.name || program == process.full_name();
}

} // namespace

std::string own_process(const Host& host) {
    const auto group = host.variable("SUPERVISOR_GROUP_NAME");
    const auto name = host.variable("SUPERVISOR_PROCESS_NAME");
    return group && name ? std::string(*group) + ":" + std::string(*name) : "";
}

bool ProcessChoice::covers(const supervisor::ProcessInfo& process) const {
    if (process.full_name() == own) {
        return false;
    }
    return any || std::any_of(programs.begin(), programs.end(),
                              [&](const std::string& program) { return names(program, process); });
}

std::vector<std::string> ProcessChoice::names_among(const std::vector<supervisor::ProcessInfo>& processes) const {
    std::vector<std::string> names;
    for (const supervisor::ProcessInfo& process : processes) {
        if (covers(process)) {
            names.push_back(process.full_name());
        }
    }
    return names;
}

std::vector<std::string> ProcessChoice::missing_among(const std::vector<supervisor::ProcessInfo>& processes) const {
    std::vector<std::string> missing;
    for (const std::string& program : programs) {
        const bool is_there =
            std::any_of(processes.begin(), processes.end(),
                        [&](const supervisor::ProcessInfo& process) { return names(program, process); });
        if (!is_there) {
            missing.push_back(program);
        }
    }
    return missing;
}

} // namespace halberd::restart
