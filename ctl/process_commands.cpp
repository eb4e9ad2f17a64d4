#include "core/base/namespec.hpp"
#include "core/base/process_state.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/process_json.hpp"
#include "ctl/process_selection.hpp"
#include "ctl/status_table.hpp"
#include "ctl/verb_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr std::string_view status_help =
    "status <name>\t\tShow the state of one process\n"
    "status <gname>:*\tShow the states of the processes of a group\n"
    "status <name> <name>\tShow the states of several processes or groups\n"
    "status\t\t\tShow the states of all processes\n"
    "  --json\t\tThe same for programs: an array with an object for each process\n"
    "A name may be a pattern: status 'web*' 'db:*_0?'";

constexpr std::string_view pid_help =
    "pid\t\t\tShow the process id of supervisord\n"
    "pid <name>\t\tShow the process id of one process\n"
    "pid all\t\t\tShow the process ids of all processes, one a line\n"
    "A name may be a pattern: pid 'web*'";

constexpr std::array status_options{VerbOption{"--json"}};

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

Outcome status(Session& session, std::string_view argument) {
    const auto words = VerbWords::of_supervisors_verb(argument, status_options);
    const bool as_json = words->has("--json");
    if (as_json) {
        session.answer_in_json();
    }
    const auto is_up = session.is_up();
    if (!is_up) {
        return tl::unexpected(is_up.error());
    }
    if (!*is_up) {
        session.set_exit_status(ExitStatus::StatusUnknown);
        return {};
    }
    auto processes = as_json ? all_processes(session) : all_process_states(session);
    return std::move(processes).map([&](std::vector<ProcessInfo> all) {
        const auto shown = select_processes(session, std::move(all), words->names(), ExitStatus::StatusUnknown);
        if (as_json) {
            session.document(processes_json(shown));
        } else {
            session.console().write(format_status_table(shown));
        }
        if (std::any_of(shown.begin(), shown.end(), [](const ProcessInfo& process) {
                return is_stopped(static_cast<ProcessState>(process.state));
            })) {
            session.set_exit_status(ExitStatus::StatusNotRunning);
        }
    });
}

Outcome show_pid_of(Session& session, const std::string& word) {
    const auto info = process_info(session, word);
    if (info) {
        session.line(std::to_string(info->pid));
        if (info->pid == 0) {
            session.set_exit_status(ExitStatus::NotRunning);
        }
        return {};
    }
    if (info.error().is_fault(fault::BadName)) {
        session.fail("No such process " + word);
        return {};
    }
    return tl::unexpected(info.error());
}

Outcome pid(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        const auto words = VerbWords::of_supervisors_verb(argument, {})->names();
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
        const auto names = expand_patterns(session, words);
        if (!names) {
            return tl::unexpected(names.error());
        }
        for (const std::string& name : *names) {
            if (Outcome outcome = show_pid_of(session, name); !outcome) {
                return outcome;
            }
        }
        return {};
    });
}

constexpr std::array commands{
    Command{"status", Completion::Processes, status_help, status},
    Command{"pid", Completion::Processes, pid_help, pid},
};

} // namespace

std::span<const Command> process_commands() {
    return commands;
}

} // namespace halberd::ctl
