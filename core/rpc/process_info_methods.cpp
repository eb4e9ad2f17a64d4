#include "core/rpc/deferred_reply.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/supervisor_namespace.hpp"
#include "core/rpc/value_text.hpp"

#include <cstddef>
#include <string>

namespace halberd {
namespace {

MethodAnswer get_process_info(const Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const Namespec process = parse_namespec(*name);
    if (process.names_group()) {
        return fault(FaultCode::BadName, *name);
    }
    const auto info = control.info(process);
    if (!info) {
        return tl::unexpected<Fault>(with_name(info.error(), *name));
    }
    Rendered result;
    append_process_info(result.xml, *info);
    return result;
}

// The structs go straight into the text: status displays of a thousand programs ask for it every few seconds.
MethodAnswer get_all_process_info(const Control& control, std::size_t expected_size) {
    Rendered result;
    result.xml.reserve(expected_size);
    result.xml += "<value><array><data>\n";
    control.for_each_info([&](const ProcessInfo& info) { append_process_info(result.xml, info); });
    result.xml += "</data></array></value>";
    return result;
}

MethodAnswer send_process_stdin(Control& control, const Arguments& arguments) {
    const auto chars = arguments.text(1);
    if (!chars) {
        const xmlrpc::Value& given = arguments.at(1);
        return fault(FaultCode::IncorrectParameters, given.is_nil() ? std::string() : text_of(given));
    }
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const Namespec process = parse_namespec(*name);
    if (process.names_group()) {
        return fault(FaultCode::BadName, *name);
    }
    auto answer = control.send_stdin(process, *chars);
    if (!answer && answer.error().code == FaultCode::NoFile) {
        return fault(FaultCode::NoFile, *name);
    }
    return true_or_fault(std::move(answer), *name);
}

} // namespace

void add_process_info_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("getProcessInfo", Role::Read, exactly(1),
              "Tells the state of a process.\n\n"
              "@param string name name of the process, as NAME or GROUP:NAME\n"
              "@return struct name, group, description, start, stop and now (seconds since 1970), state, statename,\n"
              "spawnerr, exitstatus, logfile, stdout_logfile, stderr_logfile and pid\n",
              [&control](const Arguments& arguments) { return get_process_info(control, arguments); });
    names.add("getAllProcessInfo", Role::Read, exactly(0),
              "Tells the state of every process, by name.\n\n"
              "@return array the struct of getProcessInfo for each process\n",
              [&control, last_size = std::size_t{0}](const Arguments&) mutable {
                  MethodAnswer answer = get_all_process_info(control, last_size + last_size / 16);
                  last_size = answer->xml.size();
                  return answer;
              });
    names.add("sendProcessStdin", Role::Operate, exactly(2),
              "Writes to the standard input of a process.\n\n"
              "@param string name name of the process, as NAME or GROUP:NAME\n"
              "@param string chars what to write; sent as UTF-8\n"
              "@return boolean always true\n",
              [&control](const Arguments& arguments) { return send_process_stdin(control, arguments); });
    names.hide_arguments("sendProcessStdin", 1);
}

} // namespace halberd
