#include "core/rpc/outbox_methods.hpp"

#include <set>
#include <string>

namespace halberd {
namespace {

MethodAnswer outbox_folders(const Control& control) {
    std::set<std::string> folders{""};
    for (const ProgramInfo& program : control.configured_programs()) {
        const auto told = program.spec.environment.find("SUPERVISOR_ALERTS_OUTBOX");
        if (told != program.spec.environment.end()) {
            folders.insert(told->second);
        }
    }
    folders.erase("none");
    return render(xmlrpc::Array(folders.begin(), folders.end()));
}

} // namespace

void add_outbox_methods(MethodTable& methods, Control& control) {
    methods.add(
        "halberd.getOutboxFolders",
        Method{Role::Read,
               "Tells in which folders listeners are told to keep the alerts that have not been delivered.\n\n"
               "@return array names of folders; an empty one stands for the default folder\n",
               exactly(0), [&control](const Arguments&, const MethodReply& reply) { reply(outbox_folders(control)); }});
}

} // namespace halberd
