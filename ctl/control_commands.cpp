#include "ctl/command.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/process_action.hpp"
#include "ctl/rolling_restart.hpp"
#include "ctl/verb_words.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

namespace halberd::ctl {
namespace {

constexpr std::string_view start_help =
    "start <name>\t\tStart one process\n"
    "start <gname>:*\t\tStart the processes of a group\n"
    "start <name> <name>\tStart several processes or groups, all at the same time\n"
    "start all\t\tStart every process\n"
    "  --no-wait\t\tDo not wait until they are RUNNING\n"
    "A name may be a pattern: start 'web*' 'db:*_0?'";

constexpr std::string_view stop_help =
    "stop <name>\t\tStop one process\n"
    "stop <gname>:*\t\tStop the processes of a group\n"
    "stop <name> <name>\tStop several processes or groups, all at the same time\n"
    "stop all\t\tStop every process\n"
    "  --no-wait\t\tDo not wait until they have ended\n"
    "A name may be a pattern: stop 'web*' 'db:*_0?'";

constexpr std::string_view restart_help =
    "restart <name>\t\tStop one process and start it again\n"
    "restart <gname>:*\tStop and start the processes of a group\n"
    "restart <name> <name>\tStop and start several processes or groups\n"
    "restart all\t\tStop and start every process\n"
    "  --no-wait\t\tDo not wait until they are RUNNING again\n"
    "  --rolling[=N]\t\tOne after the other (N at a time): the next when those before are\n"
    "\t\t\tRUNNING again; end at the first that is not\n"
    "A name may be a pattern: restart 'web*' 'db:*_0?'\n"
    "The configuration files are not read again: reread and update do that.";

constexpr std::string_view signal_help =
    "signal <signal name> <name>\t\tSend a signal to one process\n"
    "signal <signal name> <gname>:*\t\tSend a signal to the processes of a group\n"
    "signal <signal name> <name> <name>\tSend a signal to several processes or groups\n"
    "signal <signal name> all\t\tSend a signal to every process\n"
    "A name may be a pattern: signal HUP 'web*'";

constexpr std::array waiting_options{VerbOption{"--no-wait"}};
constexpr std::array restart_options{VerbOption{"--no-wait"}, VerbOption{"--rolling", VerbOption::Value::Optional}};

// The argument of the methods that says not to wait; a call that waits leaves it out, as Supervisor's do.
const xmlrpc::Array not_waiting{false};

Outcome start(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        const auto words = VerbWords::of_supervisors_verb(argument, waiting_options);
        if (words->names().empty()) {
            return refuse(session, "Error: start requires a process name", start_help, ExitStatus::InvalidArguments);
        }
        return expand_patterns(session, words->names()).and_then([&](const std::vector<std::string>& names) {
            return words->has("--no-wait") ? act(session, start_later_action, names, not_waiting)
                                           : act(session, start_action, names);
        });
    });
}

Outcome stop(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        const auto words = VerbWords::of_supervisors_verb(argument, waiting_options);
        if (words->names().empty()) {
            return refuse(session, "Error: stop requires a process name", stop_help);
        }
        return expand_patterns(session, words->names()).and_then([&](const std::vector<std::string>& names) {
            return words->has("--no-wait") ? act(session, stop_later_action, names, not_waiting)
                                           : act(session, stop_action, names);
        });
    });
}

// How many processes --rolling restarts at a time; nothing when its value is no such number.
std::optional<std::size_t> batch_size(const VerbWords& words) {
    const std::string text = words.value("--rolling").value_or("1");
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    return error == std::errc() && end == text.data() + text.size() && size > 0 ? std::optional(size) : std::nullopt;
}

Outcome restart_names(Session& session, const VerbWords& words, const std::vector<std::string>& names) {
    if (words.has("--rolling")) {
        const auto size = batch_size(words);
        if (!size) {
            return refuse(session, "Error: --rolling=N: N is how many processes are restarted at a time", restart_help,
                          ExitStatus::InvalidArguments);
        }
        if (words.has("--no-wait")) {
            return refuse(session, "Error: --rolling waits for each process: --no-wait cannot stand beside it",
                          restart_help, ExitStatus::InvalidArguments);
        }
        return restart_rolling(session, names, *size);
    }
    return act(session, stop_action, names).and_then([&] {
        return words.has("--no-wait") ? act(session, start_later_action, names, not_waiting)
                                      : act(session, start_action, names);
    });
}

Outcome restart(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        const auto words = VerbWords::of_supervisors_verb(argument, restart_options);
        if (words->names().empty()) {
            return refuse(session, "Error: restart requires a process name", restart_help);
        }
        return expand_patterns(session, words->names()).and_then([&](const std::vector<std::string>& names) {
            return restart_names(session, *words, names);
        });
    });
}

Outcome signal(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        auto names = VerbWords::of_supervisors_verb(argument, {})->names();
        if (names.size() < 2) {
            return refuse(session, "Error: signal requires a signal name and a process name", signal_help);
        }
        const std::string signal_name = names.front();
        names.erase(names.begin());
        return expand_patterns(session, std::move(names)).and_then([&](const std::vector<std::string>& expanded) {
            return act(session, signal_action, expanded, {signal_name});
        });
    });
}

constexpr std::array commands{
    Command{"start", Completion::Processes, start_help, start},
    Command{"stop", Completion::Processes, stop_help, stop},
    Command{"restart", Completion::Processes, restart_help, restart},
    Command{"signal", Completion::Processes, signal_help, signal},
};

} // namespace

std::span<const Command> control_commands() {
    return commands;
}

} // namespace halberd::ctl
