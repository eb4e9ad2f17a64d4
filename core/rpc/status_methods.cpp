#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/supervisor_namespace.hpp"
#include "core/rpc/value_writer.hpp"

namespace halberd {
namespace {

MethodAnswer get_process_status(const Control& control) {
    Rendered result;
    result.xml += "<value><array><data>\n";
    control.for_each_info([&](const ProcessInfo& info) {
        result.xml += "<value><array><data>";
        append_text_value(result.xml, info.name.group);
        append_text_value(result.xml, info.name.process);
        append_integer_value(result.xml, static_cast<int>(info.state));
        append_text_value(result.xml, describe(info));
        result.xml += "</data></array></value>\n";
    });
    result.xml += "</data></array></value>";
    return result;
}

} // namespace

void add_status_methods(MethodTable& methods, Control& control) {
    methods.add("halberd.getProcessStatus",
                Method{Role::Read,
                       "What supervisorctl status shows, by name: a fifth of the text of getAllProcessInfo.\n\n"
                       "@return array for each process an array of group, name, state (a number) and description\n",
                       exactly(0), [&control](const Arguments&, const MethodReply& reply) {
                           reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState))
                                                        : get_process_status(control));
                       }});
}

} // namespace halberd
