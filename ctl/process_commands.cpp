#include "core/base/namespec.hpp"
#include "core/base/process_state.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/status_table.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Array;

constexpr std::string_view status_help =
    "status <name>\t\tShow the state of one process\n"
    "status <gname>:*\tShow the states of the processes of a group\n"
    "status <name> <name>\tShow the states of several processes or groups\n"
    "status\t\t\tShow the states of all processes";

constexpr std::string_view start_help =
    "start <name>\t\tStart one process\n"
    "start <gname>:*\t\tStart the processes of a group\n"
    "start <name> <name>\tStart several processes or groups\n"
    "start all\t\tStart every process";

constexpr std::string_view stop_help =
    "stop <name>\t\tStop one process\n"
    "stop <gname>:*\t\tStop the processes of a group\n"
    "stop <name> <name>\tStop several processes or groups\n"
    "stop all\t\tStop every process";

constexpr std::string_view restart_help =
    "restart <name>\t\tStop one process and start it again\n"
    "restart <gname>:*\tStop and start the processes of a group\n"
    "restart <name> <name>\tStop and start several processes or groups\n"
    "restart all\t\tStop and start every process\n"
    "The configuration files are not read again: reread and update do that.";

constexpr std::string_view signal_help =
    "signal <signal name> <name>\t\tSend a signal to one process\n"
    "signal <signal name> <gname>:*\t\tSend a signal to the processes of a group\n"
    "signal <signal name> <name> <name>\tSend a signal to several processes or groups\n"
    "signal <signal name> all\t\tSend a signal to every process";

constexpr std::string_view pid_help =
    "pid\t\t\tShow the process id of supervisord\n"
    "pid <name>\t\tShow the process id of one process\n"
    "pid all\t\t\tShow the process ids of all processes, one a line";

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// --- start, stop, signal: the same steps with other methods and words

struct Action {
    std::string_view method_stem; // "start" in startProcess, startProcessGroup, startAllProcesses
    std::string_view done;        // "started"
    std::int64_t harmless_fault;  // leaves the exit status alone: the process is in the wanted state already
    ExitStatus unknown_group;
};

constexpr Action start_action{"start", "started", fault::AlreadyStarted, ExitStatus::InvalidArguments};
constexpr Action stop_action{"stop", "stopped", fault::NotRunning, ExitStatus::Generic};
constexpr Action signal_action{"signal", "signalled", fault::Success, ExitStatus::Generic};

// What a result says about a process; nothing for a fault that only the server's own text describes.
std::optional<std::string_view> words_for(std::int64_t status) {
    switch (status) {
        case fault::BadName:
            return "no such process";
        case fault::BadSignal:
            return "bad signal name";
        case fault::NoFile:
            return "no such file";
        case fault::NotExecutable:
            return "file is not executable";
        case fault::AbnormalTermination:
            return "abnormal termination";
        case fault::SpawnError:
            return "spawn error";
        case fault::AlreadyStarted:
            return "already started";
        case fault::NotRunning:
            return "not running";
        default:
            return std::nullopt;
    }
}

void report(Session& session, const Action& action, const ActionResult& result) {
    const std::string name = to_string(result.name);
    if (result.status == fault::Success) {
        session.line(name + ": " + std::string(action.done));
        return;
    }
    if (result.status == fault::Failed) {
        session.line(result.description);
    } else {
        session.line(name + ": ERROR (" + std::string(words_for(result.status).value_or(result.description)) + ")");
    }
    if (result.status == action.harmless_fault) {
        return;
    }
    const bool is_dead = result.status == fault::SpawnError || result.status == fault::AbnormalTermination ||
                         result.status == fault::NotRunning;
    session.set_exit_status(is_dead ? ExitStatus::NotRunning : ExitStatus::Generic);
}

Outcome act_on_all(Session& session, const Action& action, const Array& extra) {
    return act_on_many(session, std::string(action.method_stem) + "AllProcesses", extra).map([&](const auto& results) {
        for (const ActionResult& result : results) {
            report(session, action, result);
        }
    });
}

Outcome act_on_group(Session& session, const Action& action, const std::string& group, Array arguments) {
    arguments.insert(arguments.begin(), group);
    const auto results = act_on_many(session, std::string(action.method_stem) + "ProcessGroup", std::move(arguments));
    if (results) {
        for (const ActionResult& result : *results) {
            report(session, action, result);
        }
        return {};
    }
    if (results.error().is_fault(fault::BadName)) {
        session.fail(group + ": ERROR (no such group)", action.unknown_group);
        return {};
    }
    return tl::unexpected(results.error());
}

Outcome act_on_process(Session& session, const Action& action, std::string_view word, Array arguments) {
    arguments.insert(arguments.begin(), word);
    const auto done = session.call(std::string(action.method_stem) + "Process", std::move(arguments));
    if (!done && done.error().kind != xmlrpc::CallError::Kind::Fault) {
        return tl::unexpected(done.error());
    }
    ActionResult result{parse_namespec(word), fault::Success, {}};
    if (!done) {
        result.status = done.error().fault_code;
        result.description = done.error().text;
    }
    report(session, action, result);
    return {};
}

// `extra` are the arguments of the methods behind the name.
Outcome act(Session& session, const Action& action, const std::vector<std::string_view>& words, const Array& extra) {
    if (contains(words, "all")) {
        return act_on_all(session, action, extra);
    }
    for (const std::string_view word : words) {
        const Namespec name = parse_namespec(word);
        Outcome outcome = name.names_group() ? act_on_group(session, action, name.group, extra)
                                             : act_on_process(session, action, word, extra);
        if (!outcome) {
            return outcome;
        }
    }
    return {};
}

// --- the commands

Outcome start(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        return words.empty()
                   ? refuse(session, "Error: start requires a process name", start_help, ExitStatus::InvalidArguments)
                   : act(session, start_action, words, {});
    });
}

Outcome stop(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        return words.empty() ? refuse(session, "Error: stop requires a process name", stop_help)
                             : act(session, stop_action, words, {});
    });
}

Outcome restart(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        if (words.empty()) {
            return refuse(session, "Error: restart requires a process name", restart_help);
        }
        return act(session, stop_action, words, {}).and_then([&] { return act(session, start_action, words, {}); });
    });
}

Outcome signal(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        auto words = split_words(argument);
        if (words.size() < 2) {
            return refuse(session, "Error: signal requires a signal name and a process name", signal_help);
        }
        const std::string_view signal_name = words.front();
        words.erase(words.begin());
        return act(session, signal_action, words, {signal_name});
    });
}

// The processes that `words` name, in the order of the words; says which name nothing.
std::vector<ProcessInfo> select(Session& session, const std::vector<ProcessInfo>& all,
                                const std::vector<std::string_view>& words) {
    std::vector<ProcessInfo> selected;
    for (const std::string_view word : words) {
        const Namespec name = parse_namespec(word);
        const std::size_t before = selected.size();
        std::copy_if(all.begin(), all.end(), std::back_inserter(selected), [&](const ProcessInfo& process) {
            return process.name.group == name.group && (name.names_group() || process.name.process == name.process);
        });
        if (selected.size() == before) {
            const std::string text = name.names_group() ? name.group + ": ERROR (no such group)"
                                                        : std::string(word) + ": ERROR (no such process)";
            session.fail(text, ExitStatus::StatusUnknown);
        }
    }
    return selected;
}

Outcome status(Session& session, std::string_view argument) {
    const auto is_up = session.is_up();
    if (!is_up) {
        return tl::unexpected(is_up.error());
    }
    if (!*is_up) {
        session.set_exit_status(ExitStatus::StatusUnknown);
        return {};
    }
    return all_processes(session).map([&](std::vector<ProcessInfo> all) {
        const auto words = split_words(argument);
        const bool wants_all = words.empty() || contains(words, "all");
        const std::vector<ProcessInfo> shown = wants_all ? std::move(all) : select(session, all, words);
        session.console().write(format_status_table(shown));
        if (std::any_of(shown.begin(), shown.end(), [](const ProcessInfo& process) {
                return is_stopped(static_cast<ProcessState>(process.state));
            })) {
            session.set_exit_status(ExitStatus::StatusNotRunning);
        }
    });
}

Outcome show_pid_of(Session& session, std::string_view word) {
    const auto info = process_info(session, word);
    if (info) {
        session.line(std::to_string(info->pid));
        if (info->pid == 0) {
            session.set_exit_status(ExitStatus::NotRunning);
        }
        return {};
    }
    if (info.error().is_fault(fault::BadName)) {
        session.fail("No such process " + std::string(word));
        return {};
    }
    return tl::unexpected(info.error());
}

Outcome pid(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        const auto words = split_words(argument);
        if (words.empty()) {
            return session.call("getPID").map(
                [&](const xmlrpc::Value& answer) { session.line(std::to_string(answer.value_or(std::int64_t{0}))); });
        }
        if (contains(words, "all")) {
            return all_processes(session).map([&](const std::vector<ProcessInfo>& all) {
                for (const ProcessInfo& process : all) {
                    session.line(std::to_string(process.pid));
                }
            });
        }
        for (const std::string_view word : words) {
            if (Outcome outcome = show_pid_of(session, word); !outcome) {
                return outcome;
            }
        }
        return {};
    });
}

constexpr std::array commands{
    Command{"status", Completion::Processes, status_help, status},
    Command{"start", Completion::Processes, start_help, start},
    Command{"stop", Completion::Processes, stop_help, stop},
    Command{"restart", Completion::Processes, restart_help, restart},
    Command{"signal", Completion::Processes, signal_help, signal},
    Command{"pid", Completion::Processes, pid_help, pid},
};

} // namespace

std::span<const Command> process_commands() {
    return commands;
}

} // namespace halberd::ctl
