#include "core/base/signal_names.hpp"
#include "core/rpc/deferred_reply.hpp"
#include "core/rpc/supervisor_namespace.hpp"
#include "core/rpc/value_text.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view by_rpc = "rpc";

// Starting and stopping are alike in all but this.
struct Direction {
    void (Control::*one)(const Namespec&, Wait, std::string_view, Control::Reply);
    void (*many)(Control&, const std::vector<Namespec>&, Wait, std::string_view, OutcomesReply);
};
constexpr Direction starting{&Control::start, &start_processes};
constexpr Direction stopping{&Control::stop, &stop_processes};

Wait wait_argument(const Arguments& arguments, std::size_t index) {
    return arguments.truth(index, true) ? Wait::Yes : Wait::No;
}

void act_on_many(Control& control, const Direction& direction, const std::vector<Namespec>& processes, Wait wait,
                 MethodReply reply) {
    direction.many(
        control, processes, wait, by_rpc,
        [reply = std::move(reply)](const std::vector<ProcessOutcome>& outcomes) { reply(render_outcomes(outcomes)); });
}

// `shown` is the name in the fault when there is no such group.
void act_on_group(Control& control, const Direction& direction, const std::string& group, const std::string& shown,
                  Wait wait, MethodReply reply) {
    const auto members = control.members(group);
    if (!members) {
        reply(fault(FaultCode::BadName, shown));
        return;
    }
    act_on_many(control, direction, *members, wait, std::move(reply));
}

SupervisorNamespace::Waiting one_method(Control& control, Direction direction) {
    return [&control, direction](const Arguments& arguments, MethodReply reply) {
        const auto name = arguments.text(0);
        if (!name) {
            reply(tl::unexpected<Fault>(name.error()));
            return;
        }
        const Namespec process = parse_namespec(*name);
        const Wait wait = wait_argument(arguments, 1);
        if (process.names_group()) {
            act_on_group(control, direction, process.group, *name, wait, std::move(reply));
            return;
        }
        (control.*direction.one)(process, wait, by_rpc, [name = *name, reply = std::move(reply)](Answer<void> answer) {
            reply(true_or_fault(std::move(answer), name));
        });
    };
}

SupervisorNamespace::Waiting group_method(Control& control, Direction direction) {
    return [&control, direction](const Arguments& arguments, MethodReply reply) {
        const auto group = arguments.word(0);
        if (!group) {
            reply(tl::unexpected<Fault>(group.error()));
            return;
        }
        act_on_group(control, direction, *group, *group, wait_argument(arguments, 1), std::move(reply));
    };
}

SupervisorNamespace::Waiting all_method(Control& control, Direction direction) {
    return [&control, direction](const Arguments& arguments, MethodReply reply) {
        act_on_many(control, direction, control.processes(), wait_argument(arguments, 0), std::move(reply));
    };
}

// A signal as a client names it, and its number if there is such a signal.
struct AskedSignal {
    std::string shown;
    std::optional<int> number;
};

// Blanks around a name or number do not count, as in "signal= HUP ". 0, which only asks whether the process is there,
// is a signal here, though not in stopsignal=.
std::optional<int> parse_signal(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
    return text == "0" ? 0 : signal_number(text);
}

// A number may come as one, or with a fraction that does not count.
Answer<AskedSignal> signal_argument(const Arguments& arguments, std::size_t index) {
    const xmlrpc::Value& value = arguments.at(index);
    if (value.is<std::string>() || value.is<xmlrpc::Binary>()) {
        return arguments.text(index).map([](const std::string& text) { return AskedSignal{text, parse_signal(text)}; });
    }
    return arguments.integer(index).map([&](std::int64_t number) {
        return AskedSignal{text_of(value), parse_signal(std::to_string(number))};
    });
}

// The name is looked at before the signal, and the signal before the state. "reload" is the signal of reload_signal=.
// Supervisor: rpcinterface.py signalProcess().
Answer<void> signal_one(Control& control, const Namespec& process, const Answer<AskedSignal>& signal) {
    if (const auto info = control.info(process); !info) {
        return tl::unexpected<Fault>(info.error());
    }
    if (!signal) {
        return tl::unexpected<Fault>(signal.error());
    }
    const auto number = signal->shown == "reload" ? control.reload_signal(process) : signal->number;
    if (!number) {
        return fault(FaultCode::BadSignal, signal->shown);
    }
    return control.signal(process, *number);
}

MethodAnswer signal_many(Control& control, const std::vector<Namespec>& processes, const Answer<AskedSignal>& signal) {
    std::vector<ProcessOutcome> outcomes;
    for (const Namespec& process : processes) {
        const auto info = control.info(process);
        if (!info || !is_signallable(info->state)) {
            continue;
        }
        if (!signal) {
            return tl::unexpected<Fault>(signal.error());
        }
        ProcessOutcome outcome{process, std::nullopt};
        if (auto answer = signal_one(control, process, signal); !answer) {
            outcome.fault = with_name(std::move(answer.error()), to_string(process));
        }
        outcomes.push_back(std::move(outcome));
    }
    return render_outcomes(outcomes);
}

MethodAnswer signal_group(Control& control, const std::string& group, const std::string& shown,
                          const Answer<AskedSignal>& signal) {
    const auto members = control.members(group);
    if (!members) {
        return fault(FaultCode::BadName, shown);
    }
    return signal_many(control, *members, signal);
}

void add_start_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add_waiting("startProcess", Role::Operate, Arity{1, 2},
                      "Starts a process, or every process of a group.\n\n"
                      "@param string name name of the process, as NAME or GROUP:NAME, or GROUP:* for all of a group\n"
                      "@param boolean wait answer only when it runs or has failed to; this is the default\n"
                      "@return boolean always true; for a group, the result of startProcessGroup\n",
                      one_method(control, starting));
    names.add_waiting("startProcessGroup", Role::Operate, Arity{1, 2},
                      "Starts every process of a group that does not run.\n\n"
                      "@param string name name of the group\n"
                      "@param boolean wait answer only when each runs or has failed to; this is the default\n"
                      "@return array a struct with name, group, status and description for each process started\n",
                      group_method(control, starting));
    names.add_waiting("startAllProcesses", Role::Operate, Arity{0, 1},
                      "Starts every process that does not run.\n\n"
                      "@param boolean wait answer only when each runs or has failed to; this is the default\n"
                      "@return array a struct with name, group, status and description for each process started\n",
                      all_method(control, starting));
}

void add_stop_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add_waiting("stopProcess", Role::Operate, Arity{1, 2},
                      "Stops a process, or every process of a group.\n\n"
                      "@param string name name of the process, as NAME or GROUP:NAME, or GROUP:* for all of a group\n"
                      "@param boolean wait answer only when it has ended; this is the default\n"
                      "@return boolean always true; for a group, the result of stopProcessGroup\n",
                      one_method(control, stopping));
    names.add_waiting("stopProcessGroup", Role::Operate, Arity{1, 2},
                      "Stops every process of a group that runs.\n\n"
                      "@param string name name of the group\n"
                      "@param boolean wait answer only when each has ended; this is the default\n"
                      "@return array a struct with name, group, status and description for each process stopped\n",
                      group_method(control, stopping));
    names.add_waiting("stopAllProcesses", Role::Operate, Arity{0, 1},
                      "Stops every process that runs.\n\n"
                      "@param boolean wait answer only when each has ended; this is the default\n"
                      "@return array a struct with name, group, status and description for each process stopped\n",
                      all_method(control, stopping));
}

MethodAnswer signal_process(Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const auto signal = signal_argument(arguments, 1);
    const Namespec process = parse_namespec(*name);
    if (process.names_group()) {
        return signal_group(control, process.group, *name, signal);
    }
    return true_or_fault(signal_one(control, process, signal), *name);
}

void add_signal_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("signalProcess", Role::Operate, exactly(2),
              "Sends a signal to a process, or to every process of a group.\n\n"
              "@param string name name of the process, as NAME or GROUP:NAME, or GROUP:* for all of a group\n"
              "@param string signal name (HUP) or number (1) of the signal\n"
              "@return boolean always true; for a group, the result of signalProcessGroup\n",
              [&control](const Arguments& arguments) { return signal_process(control, arguments); });
    names.add("signalProcessGroup", Role::Operate, exactly(2),
              "Sends a signal to every process of a group that has a pid.\n\n"
              "@param string name name of the group\n"
              "@param string signal name (HUP) or number (1) of the signal\n"
              "@return array a struct with name, group, status and description for each process signalled\n",
              [&control](const Arguments& arguments) -> MethodAnswer {
                  const auto group = arguments.word(0);
                  return group ? signal_group(control, *group, *group, signal_argument(arguments, 1))
                               : MethodAnswer(tl::unexpected<Fault>(group.error()));
              });
    names.add("signalAllProcesses", Role::Operate, exactly(1),
              "Sends a signal to every process that has a pid.\n\n"
              "@param string signal name (HUP) or number (1) of the signal\n"
              "@return array a struct with name, group, status and description for each process signalled\n",
              [&control](const Arguments& arguments) -> MethodAnswer {
                  return signal_many(control, control.processes(), signal_argument(arguments, 0));
              });
}

} // namespace

void add_process_control_methods(SupervisorNamespace& names) {
    add_start_methods(names);
    add_stop_methods(names);
    add_signal_methods(names);
}

} // namespace halberd
