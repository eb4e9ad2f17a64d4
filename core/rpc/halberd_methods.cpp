#include "core/rpc/halberd_methods.hpp"

#include "core/config/update_plan.hpp"
#include "core/rpc/log_rotation_methods.hpp"
#include "core/rpc/outbox_methods.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

xmlrpc::Array strings(const std::vector<std::string>& texts) {
    return xmlrpc::Array(texts.begin(), texts.end());
}

// An old or new value that is not set has no member: XML-RPC has no null that all clients know.
xmlrpc::Struct option_struct(const OptionChange& option) {
    xmlrpc::Struct made{{"option", option.name}};
    if (option.variables) {
        made.emplace_back("added", strings(option.variables->added));
        made.emplace_back("removed", strings(option.variables->removed));
        made.emplace_back("changed", strings(option.variables->changed));
        return made;
    }
    if (option.before) {
        made.emplace_back("old", *option.before);
    }
    if (option.after) {
        made.emplace_back("new", *option.after);
    }
    return made;
}

xmlrpc::Array option_structs(const std::vector<OptionChange>& options) {
    xmlrpc::Array made;
    for (const OptionChange& option : options) {
        made.emplace_back(option_struct(option));
    }
    return made;
}

xmlrpc::Struct group_struct(const GroupPlan& group) {
    xmlrpc::Array processes;
    for (const ProcessPlan& process : group.processes) {
        processes.emplace_back(xmlrpc::Struct{
            {"name", process.name},
            {"group", group.name},
            {"action", name_of(process.change)},
            {"starts", process.starts},
            {"options", option_structs(process.options)},
        });
    }
    return xmlrpc::Struct{
        {"name", group.name},
        {"action", name_of(group.change)},
        {"replaced", group.replaces_group},
        {"options", option_structs(group.options)},
        {"processes", std::move(processes)},
    };
}

MethodAnswer plan(Control& control) {
    const auto plans = control.plan();
    if (!plans) {
        return tl::unexpected<Fault>(plans.error());
    }
    xmlrpc::Array groups;
    for (const GroupPlan& group : *plans) {
        groups.emplace_back(group_struct(group));
    }
    return render(groups);
}

MethodAnswer explain(const Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const auto explanation = control.explain(parse_namespec(*name));
    if (!explanation) {
        return fault(FaultCode::BadName, *name);
    }
    const ProcessInfo& info = explanation->info;
    xmlrpc::Array history;
    for (const PastTransition& past : explanation->history) {
        history.emplace_back(xmlrpc::Struct{{"at", seconds_of(past.at)},
                                            {"from", name_of(past.from)},
                                            {"to", name_of(past.to)},
                                            {"cause", past.cause}});
    }
    xmlrpc::Struct made{
        {"name", info.name.process},         {"group", info.name.group},      {"statename", name_of(info.state)},
        {"pid", static_cast<int>(info.pid)}, {"now", seconds_of(info.now)},   {"spawnerr", info.spawn_error},
        {"exitstatus", info.exit_status},    {"history", std::move(history)}, {"output", explanation->last_output}};
    if (explanation->next_at) {
        made.emplace_back("next_at", seconds_of(*explanation->next_at));
        made.emplace_back("next", explanation->next);
    }
    return render(made);
}

void update_group(Control& control, const Arguments& arguments, MethodReply reply) {
    const auto name = arguments.word(0);
    if (!name) {
        reply(fault(FaultCode::IncorrectParameters));
        return;
    }
    control.update_group(
        *name, [group = *name, reply = std::move(reply)](const Answer<std::vector<ProcessPlan>>& done) {
            if (!done) {
                reply(tl::unexpected<Fault>(done.error()));
                return;
            }
            xmlrpc::Array processes;
            for (const ProcessPlan& process : *done) {
                processes.emplace_back(
                    xmlrpc::Struct{{"name", process.name}, {"group", group}, {"action", name_of(process.change)}});
            }
            reply(render(processes));
        });
}

} // namespace

void add_halberd_methods(MethodTable& methods, Control& control) {
    add_event_methods(methods, control);
    add_usage_methods(methods, control);
    add_status_methods(methods, control);
    add_log_rotation_methods(methods, control);
    add_group_methods(methods, control);
    add_outbox_methods(methods, control);
    add_exit_methods(methods, control);
    methods.add(
        "halberd.plan",
        Method{Role::Read,
               "Reads the configuration again and tells what an update would do, and why. Nothing is changed by\n"
               "it, not even what addProcessGroup would add.\n\n"
               "@return array a struct for each group that differs, with name, action (added, removed, changed),\n"
               "options (structs with option, old and new) and processes (structs with name, group, action\n"
               "(also kept), starts and options)\n",
               exactly(0), [&control](const Arguments&, const MethodReply& reply) {
                   reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState)) : plan(control));
               }});

    methods.add("halberd.explain",
                Method{Role::Read,
                       "Tells why a process is in its state: the last changes of state with their causes, what\n"
                       "comes next by itself, and the last lines of its stderr. Times are seconds since 1970.\n\n"
                       "@param string name name of the process, or group:name\n"
                       "@return struct with name, group, statename, pid, now, spawnerr, exitstatus, history (structs\n"
                       "with at, from, to and cause, oldest first), output, and, when something is due, next_at and\n"
                       "next\n",
                       exactly(1), [&control](const Arguments& arguments, const MethodReply& reply) {
                           reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState))
                                                        : explain(control, arguments));
                       }});

    methods.add(
        "halberd.updateProcessGroup",
        Method{Role::Admin,
               "Brings an active group to the configuration as last read. Of its processes only those are touched\n"
               "that appear, disappear or differ. Answers when all of that is done.\n\n"
               "@param string name name of the group\n"
               "@return array a struct with name, group and action (added, removed, changed, kept) for each\n"
               "process\n",
               exactly(1), [&control](const Arguments& arguments, MethodReply reply) {
                   if (is_going_down(control)) {
                       reply(fault(FaultCode::ShutdownState));
                   } else {
                       update_group(control, arguments, std::move(reply));
                   }
               }});
}

} // namespace halberd
