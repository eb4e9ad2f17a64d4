#include "core/rpc/supervisor_methods.hpp"
#include "core/rpc/supervisor_namespace.hpp"
#include "core/rpc/value_text.hpp"

#include <cstdint>

namespace halberd {
namespace {

void add_version_methods(SupervisorNamespace& names) {
    names.add("getAPIVersion", Role::Read, exactly(0),
              "Tells which version of the XML-RPC interface the daemon speaks.\n\n"
              "@return string version of the interface\n",
              [](const Arguments&) -> MethodAnswer { return render(rpc_api_version); });
    names.add_alias("getVersion", "getAPIVersion");

    names.add("getSupervisorVersion", Role::Read, exactly(0),
              "Tells which release of Supervisor the daemon is compatible with.\n\n"
              "@return string version of the release\n",
              [](const Arguments&) -> MethodAnswer { return render(compatible_supervisor_version); });
}

void add_state_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("getIdentification", Role::Read, exactly(0),
              "Tells the identifier= of the daemon's configuration.\n\n"
              "@return string identifier\n",
              [&control](const Arguments&) -> MethodAnswer { return render(control.identifier()); });

    names.add("getState", Role::Read, exactly(0),
              "Tells the state of the daemon.\n\n"
              "@return struct statecode (int) and statename (string)\n",
              [&control](const Arguments&) -> MethodAnswer {
                  const SupervisorState state = control.state();
                  return render(xmlrpc::Struct{{"statecode", static_cast<int>(state)}, {"statename", name_of(state)}});
              });

    names.add("getPID", Role::Read, exactly(0),
              "Tells the process id of the daemon.\n\n"
              "@return int process id\n",
              [&control](const Arguments&) -> MethodAnswer { return render(std::int64_t{control.pid()}); });
}

void add_end_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("shutdown", Role::Admin, exactly(0),
              "Stops every process, then the daemon. Answers before that begins.\n\n"
              "@return boolean always true\n",
              [&control](const Arguments&) -> MethodAnswer {
                  control.shutdown();
                  return render_true();
              });

    names.add("restart", Role::Admin, exactly(0),
              "Stops every process and starts the daemon anew with its configuration read again. Answers before that\n"
              "begins. With a configuration that has errors nothing is stopped, and the fault says what they are.\n\n"
              "@return boolean always true unless error\n",
              [&control](const Arguments&) -> MethodAnswer {
                  const Answer<void> accepted = control.restart();
                  return accepted ? MethodAnswer(render_true()) : tl::unexpected(accepted.error());
              });
}

} // namespace

void add_daemon_methods(SupervisorNamespace& names) {
    add_version_methods(names);
    add_state_methods(names);
    add_end_methods(names);

    Control& control = names.control();
    names.add_unguarded("sendRemoteCommEvent", Role::Operate, exactly(2),
                        "Publishes a REMOTE_COMMUNICATION event to the listeners that subscribe to it.\n\n"
                        "@param string type what the event's payload names as its type\n"
                        "@param string data the rest of the payload\n"
                        "@return boolean always true\n",
                        [&control](const Arguments& arguments) -> MethodAnswer {
                            control.send_remote_communication(text_of(arguments.at(0)), text_of(arguments.at(1)));
                            return render_true();
                        });
    names.hide_arguments("sendRemoteCommEvent", 1);
}

} // namespace halberd
