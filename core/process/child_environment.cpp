#include "core/process/child_environment.hpp"

#include <string_view>

namespace halberd {

Environment child_environment(const Environment& daemon_environment, const Namespec& name, const ProcessSpec& spec,
                              const std::string& server_url) {
    Environment environment = daemon_environment;
    environment["SUPERVISOR_ENABLED"] = "1";
    const std::string& url = spec.serverurl.value_or(server_url);
    if (!url.empty()) {
        environment["SUPERVISOR_SERVER_URL"] = url;
    }
    environment["SUPERVISOR_PROCESS_NAME"] = name.process;
    environment["SUPERVISOR_GROUP_NAME"] = name.group;
    for (const auto& [variable, value] : spec.environment) {
        environment[variable] = value;
    }
    return environment;
}

std::vector<std::string> to_assignments(const Environment& environment) {
    std::vector<std::string> assignments;
    assignments.reserve(environment.size());
    for (const auto& [variable, value] : environment) {
        assignments.emplace_back(variable).append("=").append(value);
    }
    return assignments;
}

Environment from_assignments(const char* const* assignments) {
    Environment environment;
    for (; assignments != nullptr && *assignments != nullptr; ++assignments) {
        const std::string_view assignment = *assignments;
        const auto equals = assignment.find('=');
        if (equals != std::string_view::npos) {
            environment.emplace(assignment.substr(0, equals), assignment.substr(equals + 1));
        }
    }
    return environment;
}

} // namespace halberd
