// What may be done to active groups beside the configuration: the GroupEditor of Supervisor.

#include "core/daemon/supervisor.hpp"

#include <algorithm>
#include <memory>
#include <set>

namespace halberd {
namespace {

std::set<std::string> names_of(const std::vector<ProcessSpec>& processes) {
    std::set<std::string> names;
    for (const ProcessSpec& process : processes) {
        names.insert(process.name);
    }
    return names;
}

// What is wrong, without the place: there is no line to show.
std::string errors_of(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& one : diagnostics.all()) {
        if (one.severity == Diagnostic::Severity::Error) {
            text += (text.empty() ? "" : "; ") + one.message + (one.hint.empty() ? "" : " (" + one.hint + ")");
        }
    }
    return text;
}

} // namespace

std::vector<std::string> Supervisor::group_names() const {
    std::vector<std::string> names;
    for (const auto& group : groups_.all()) {
        names.push_back(group->spec->name);
    }
    return names;
}

Answer<void> Supervisor::add_program(const std::string& name, const AddedProgram& program) {
    const ActiveGroup* group = groups_.find(name);
    if (group == nullptr) {
        return fault(FaultCode::BadName, "group: " + name);
    }
    if (group->spec->listener) {
        return fault(FaultCode::IncorrectParameters, name + " is an event listener, which takes no programs");
    }
    if (updates_.contains(name)) {
        return fault(FaultCode::Failed, name + " is being updated; try again when that has ended");
    }
    Diagnostics diagnostics;
    std::vector<ProcessSpec> added = world_.read_added_program(program, name, options_, diagnostics);
    if (diagnostics.has_errors()) {
        return fault(FaultCode::IncorrectParameters, errors_of(diagnostics));
    }
    for (const Diagnostic& warning : diagnostics.all()) {
        world_.log.warn("program {} added to group {}: {}", program.name, name, warning.message);
    }
    auto wanted = std::make_shared<GroupSpec>(*group->spec);
    const std::set<std::string> kept = names_of(wanted->processes);
    for (ProcessSpec& process : added) {
        if (kept.contains(process.name)) {
            return fault(FaultCode::BadName, process.name);
        }
        wanted->processes.push_back(std::move(process));
    }
    for (Member* member : groups_.renew(wanted, kept)) {
        world_.log.info("added process {} to group {}", member->process().name().process, name);
        start_automatically(*member);
    }
    return {};
}

Answer<void> Supervisor::remove_process(const Namespec& process) {
    const ActiveGroup* group = groups_.find(process.group);
    if (group == nullptr) {
        return fault(FaultCode::BadName, "group: " + process.group);
    }
    Member* member = groups_.find(process);
    if (member == nullptr) {
        return fault(FaultCode::BadName, process.process);
    }
    if (!halberd::is_stopped(member->process().state()) || updates_.contains(process.group)) {
        return fault(FaultCode::StillRunning, process.process);
    }
    forget(*member);
    auto wanted = std::make_shared<GroupSpec>(*group->spec);
    std::erase_if(wanted->processes, [&](const ProcessSpec& spec) { return spec.name == process.process; });
    groups_.renew(wanted, names_of(wanted->processes));
    world_.log.info("removed process {} from group {}", process.process, process.group);
    return {};
}

void Supervisor::log(LogLevel level, std::string_view message) {
    world_.log.write(level, message);
}

} // namespace halberd
