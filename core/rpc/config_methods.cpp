#include "core/rpc/deferred_reply.hpp"
#include "core/rpc/supervisor_namespace.hpp"
#include "core/rpc/value_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

xmlrpc::Array strings(const std::vector<std::string>& texts) {
    return xmlrpc::Array(texts.begin(), texts.end());
}

// An AUTO log has a path as soon as the daemon has chosen its file.
std::string logfile_text(const LogSpec& log) {
    if (log.target == LogSpec::Target::None) {
        return "none";
    }
    return log.path.empty() ? "auto" : log.path;
}

xmlrpc::Value byte_count(ByteSize size) {
    return static_cast<std::int64_t>(size.bytes);
}

// Members in Supervisor's order. Supervisor: rpcinterface.py getAllConfigInfo().
xmlrpc::Struct config_struct(const ProgramInfo& program) {
    const ProcessSpec& spec = program.spec;
    xmlrpc::Array exitcodes(spec.exitcodes.begin(), spec.exitcodes.end());
    return xmlrpc::Struct{
        {"autostart", spec.autostart},
        {"directory", spec.directory.value_or("none")},
        {"uid", spec.user ? xmlrpc::Value(std::int64_t{spec.user->uid}) : xmlrpc::Value("none")},
        {"command", spec.command},
        {"exitcodes", std::move(exitcodes)},
        {"group", program.group},
        {"group_prio", program.group_priority},
        {"inuse", program.in_use},
        {"killasgroup", spec.killasgroup},
        {"name", spec.name},
        {"process_prio", spec.priority},
        {"redirect_stderr", spec.redirect_stderr},
        {"startretries", spec.startretries},
        {"startsecs", std::int64_t{spec.startsecs.count()}},
        {"stdout_capture_maxbytes", byte_count(spec.stdout_log.capture_maxbytes)},
        {"stdout_events_enabled", spec.stdout_log.events_enabled},
        {"stdout_logfile", logfile_text(spec.stdout_log)},
        {"stdout_logfile_backups", spec.stdout_log.backups},
        {"stdout_logfile_maxbytes", byte_count(spec.stdout_log.maxbytes)},
        {"stdout_syslog", spec.stdout_log.syslog},
        {"stopsignal", spec.stopsignals.front().number},
        {"stopwaitsecs", std::int64_t{spec.stopwaitsecs.count()}},
        {"stderr_capture_maxbytes", byte_count(spec.stderr_log.capture_maxbytes)},
        {"stderr_events_enabled", spec.stderr_log.events_enabled},
        // A stream that goes into the other one has no file.
        {"stderr_logfile", spec.redirect_stderr ? "none" : logfile_text(spec.stderr_log)},
        {"stderr_logfile_backups", spec.stderr_log.backups},
        {"stderr_logfile_maxbytes", byte_count(spec.stderr_log.maxbytes)},
        {"stderr_syslog", spec.stderr_log.syslog},
        {"serverurl", spec.serverurl.value_or("none")},
    };
}

void add_group_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("addProcessGroup", Role::Admin, exactly(1),
              "Makes a group of the configuration as last read active and starts what has autostart in it.\n\n"
              "@param string name name of the group\n"
              "@return boolean true when it was added\n",
              [&control](const Arguments& arguments) -> MethodAnswer {
                  const std::string name = text_of(arguments.at(0)); // it is compared with each group's
                  return true_or_fault(control.add_group(name), name);
              });

    names.add("removeProcessGroup", Role::Admin, exactly(1),
              "Forgets a group whose processes are all stopped.\n\n"
              "@param string name name of the group\n"
              "@return boolean true when it was removed\n",
              [&control](const Arguments& arguments) -> MethodAnswer {
                  const auto name = arguments.word(0);
                  return name ? true_or_fault(control.remove_group(*name), *name)
                              : MethodAnswer(fault(FaultCode::IncorrectParameters));
              });
}

} // namespace

void add_config_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("reloadConfig", Role::Admin, exactly(0),
              "Reads the configuration again and tells which groups differ from the active ones. Nothing that runs is\n"
              "changed by it.\n\n"
              "@return array one array of three: the names of groups added, changed and removed\n",
              [&control](const Arguments&) -> MethodAnswer {
                  const auto changes = control.reread();
                  if (!changes) {
                      return tl::unexpected<Fault>(changes.error());
                  }
                  return render(xmlrpc::Array{
                      xmlrpc::Array{strings(changes->added), strings(changes->changed), strings(changes->removed)}});
              });

    add_group_methods(names);

    names.add("getAllConfigInfo", Role::Read, exactly(0),
              "Describes every process of the configuration as last read, groups flattened.\n\n"
              "@return array a struct for each process\n",
              [&control](const Arguments&) -> MethodAnswer {
                  auto programs = control.configured_programs();
                  std::stable_sort(programs.begin(), programs.end(), [](const ProgramInfo& a, const ProgramInfo& b) {
                      return a.spec.name < b.spec.name;
                  });
                  xmlrpc::Array structs;
                  for (const ProgramInfo& program : programs) {
                      structs.emplace_back(config_struct(program));
                  }
                  return render(structs);
              });
}

} // namespace halberd
