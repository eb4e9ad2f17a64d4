#include "core/rpc/log_rotation_methods.hpp"

#include "core/rpc/supervisor_namespace.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view every_process = "*";

std::string name_of(LogRotation::Outcome outcome) {
    switch (outcome) {
        case LogRotation::Outcome::Rotated:
            return "rotated";
        case LogRotation::Outcome::Empty:
            return "empty";
        case LogRotation::Outcome::NoLog:
            return "no_log";
        case LogRotation::Outcome::NotRotatable:
            return "not_rotatable";
        case LogRotation::Outcome::NoBackups:
            return "no_backups";
        case LogRotation::Outcome::Failed:
            break;
    }
    return "failed";
}

// Those that a name means: one, a group's, or all.
Answer<std::vector<Namespec>> named_processes(const Control& control, const std::string& name) {
    if (name == every_process) {
        return control.processes();
    }
    const Namespec process = parse_namespec(name);
    if (process.names_group()) {
        return control.members(process.group);
    }
    return std::vector{process};
}

MethodAnswer rotate(Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const auto processes = named_processes(control, *name);
    if (!processes) {
        return fault(FaultCode::BadName, *name);
    }
    xmlrpc::Array logs;
    for (const Namespec& process : *processes) {
        const auto rotations = control.rotate_process_logs(process);
        if (!rotations) {
            return fault(rotations.error().code, *name);
        }
        for (const LogRotation& rotation : *rotations) {
            logs.emplace_back(
                xmlrpc::Struct{{"name", process.process},
                               {"group", process.group},
                               {"stream", rotation.stream == LogTarget::Kind::Stdout ? "stdout" : "stderr"},
                               {"logfile", rotation.path},
                               {"status", name_of(rotation.outcome)},
                               {"description", rotation.description}});
        }
    }
    return render(logs);
}

} // namespace

void add_log_rotation_methods(MethodTable& methods, Control& control) {
    methods.add("halberd.rotateProcessLogs",
                Method{Role::Operate,
                       "Rotates the logs of processes at once, whatever their size.\n\n"
                       "@param string name name of the process, group:name, group:*, or * for every process\n"
                       "@return array a struct for each stream with name, group, stream (stdout, stderr), logfile,\n"
                       "status and description: rotated (to the file that description names), empty, no_log,\n"
                       "not_rotatable (a FIFO, a terminal), no_backups, failed (and why)\n",
                       exactly(1), [&control](const Arguments& arguments, const MethodReply& reply) {
                           reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState))
                                                        : rotate(control, arguments));
                       }});
}

} // namespace halberd
