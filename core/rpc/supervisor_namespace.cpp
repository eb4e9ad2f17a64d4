#include "core/rpc/supervisor_namespace.hpp"

#include "core/rpc/deferred_reply.hpp"
#include "core/rpc/supervisor_methods.hpp"

#include <utility>

namespace halberd {
namespace {

std::string full_name(std::string_view name) {
    return "supervisor." + std::string(name);
}

} // namespace

// Supervisor: rpcinterface.py _update().
bool is_going_down(const Control& control) {
    const SupervisorState state = control.state();
    return state == SupervisorState::Restarting || state == SupervisorState::Shutdown;
}

void SupervisorNamespace::add(std::string_view name, Role role, Arity arity, std::string help, Immediate run) {
    add_waiting(
        name, role, arity, std::move(help),
        [run = std::move(run)](const Arguments& arguments, const MethodReply& reply) { reply(run(arguments)); });
}

void SupervisorNamespace::add_waiting(std::string_view name, Role role, Arity arity, std::string help, Waiting run) {
    auto guarded = [run = std::move(run), &control = control_](const Arguments& arguments, MethodReply reply) {
        if (is_going_down(control)) {
            reply(fault(FaultCode::ShutdownState));
        } else {
            run(arguments, std::move(reply));
        }
    };
    methods_.add(full_name(name), Method{role, std::move(help), arity, std::move(guarded)});
}

void SupervisorNamespace::add_unguarded(std::string_view name, Role role, Arity arity, std::string help,
                                        Immediate run) {
    methods_.add(full_name(name), Method{role, std::move(help), arity,
                                         [run = std::move(run)](const Arguments& arguments, const MethodReply& reply) {
                                             reply(run(arguments));
                                         }});
}

void SupervisorNamespace::hide_arguments(std::string_view name, std::size_t shown) {
    methods_.hide_arguments(full_name(name), shown);
}

void SupervisorNamespace::add_alias(std::string_view alias, std::string_view name) {
    if (const Method* method = methods_.find(full_name(name))) {
        methods_.add(full_name(alias), *method);
    }
}

Rendered render_true() {
    return render(true);
}

MethodAnswer true_or_fault(Answer<void> answer, std::string_view name) {
    if (!answer) {
        return tl::unexpected<Fault>(with_name(std::move(answer.error()), name));
    }
    return render_true();
}

Rendered render_outcomes(const std::vector<ProcessOutcome>& outcomes) {
    xmlrpc::Array results;
    for (const ProcessOutcome& outcome : outcomes) {
        const FaultCode code = outcome.fault ? outcome.fault->code : FaultCode::Success;
        results.emplace_back(xmlrpc::Struct{
            {"name", outcome.process.process},
            {"group", outcome.process.group},
            {"status", static_cast<int>(code)},
            {"description", outcome.fault ? outcome.fault->text() : "OK"},
        });
    }
    return render(results);
}

void add_supervisor_methods(MethodTable& methods, Control& control) {
    SupervisorNamespace names(methods, control);
    add_daemon_methods(names);
    add_config_methods(names);
    add_process_control_methods(names);
    add_process_info_methods(names);
    add_log_methods(names);
}

} // namespace halberd
