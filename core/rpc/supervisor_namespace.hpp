#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace halberd {

// Adds methods to the `supervisor.` namespace of a table: puts the prefix before their names and the refusal while the
// daemon goes down before their bodies. For the *_methods.cpp files only.
class SupervisorNamespace {
 public:
    SupervisorNamespace(MethodTable& methods, Control& control) : methods_(methods), control_(control) {}

    Control& control() const { return control_; }

    // A method that answers during the call.
    using Immediate = std::function<MethodAnswer(const Arguments&)>;
    void add(std::string_view name, Role role, Arity arity, std::string help, Immediate run);

    // A method whose answer may have to wait.
    using Waiting = std::function<void(const Arguments&, MethodReply)>;
    void add_waiting(std::string_view name, Role role, Arity arity, std::string help, Waiting run);

    // A method that works even while the daemon goes down.
    void add_unguarded(std::string_view name, Role role, Arity arity, std::string help, Immediate run);

    // As MethodTable::hide_arguments().
    void hide_arguments(std::string_view name, std::size_t shown);

    // Another name for a method, from an older release.
    void add_alias(std::string_view alias, std::string_view name);

 private:
    MethodTable& methods_;
    Control& control_;
};

// The methods by topic.
void add_daemon_methods(SupervisorNamespace& names);
void add_config_methods(SupervisorNamespace& names);
void add_process_control_methods(SupervisorNamespace& names);
void add_process_info_methods(SupervisorNamespace& names);
void add_log_methods(SupervisorNamespace& names);

// The daemon is being shut down or restarted: most methods answer ShutdownState then.
bool is_going_down(const Control& control);

// True as a result, which most methods answer when all went well.
Rendered render_true();

// The result of a call that answers True, or its fault with the name that the caller wrote.
MethodAnswer true_or_fault(Answer<void> answer, std::string_view name);

// What happened to each of many processes: the array of {name, group, status, description}.
struct ProcessOutcome;
Rendered render_outcomes(const std::vector<ProcessOutcome>& outcomes);

} // namespace halberd
