#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view rotate_help =
    "rotate <name> [...]\tRotate the log files of processes at once, whatever their size\n"
    "rotate <gname>:*\tRotate the log files of all processes of a group\n"
    "rotate all\t\tRotate the log files of every process\n"
    "A name may be a pattern: rotate 'web*'";

// Says why that name was not rotated; an error that it has no words for comes back.
Outcome fail(Session& session, std::string_view name, const xmlrpc::CallError& error) {
    if (error.is_fault(fault::BadName)) {
        session.fail(std::string(name) + ": ERROR (no such process)");
    } else if (error.is_fault(fault::UnknownMethod)) {
        session.fail(
            "ERROR: this supervisord rotates no log on request: only Halberd's knows the method "
            "halberd.rotateProcessLogs");
    } else {
        return tl::unexpected(error);
    }
    return {};
}

// The logs of one process, one after the other in what the daemon answers.
using Logs = std::vector<LogRotation>;

std::vector<Logs> by_process(const Logs& rotations) {
    std::vector<Logs> processes;
    for (const LogRotation& rotation : rotations) {
        if (processes.empty() || processes.back().front().name != rotation.name) {
            processes.emplace_back();
        }
        processes.back().push_back(rotation);
    }
    return processes;
}

// What could not be rotated is a failure of the command only where it was named.
void report(Session& session, const Logs& logs, bool is_named) {
    const std::string name = to_string(logs.front().name);
    const auto has_none = [](const LogRotation& log) { return log.status == "no_log"; };
    if (std::all_of(logs.begin(), logs.end(), has_none)) {
        is_named ? session.fail(name + ": ERROR (no log file)") : session.line(name + ": no log file");
        return;
    }
    const bool is_served = std::any_of(logs.begin(), logs.end(), [](const LogRotation& log) {
        return log.status == "rotated" || log.status == "empty";
    });
    for (const LogRotation& log : logs) {
        if (log.status == "rotated") {
            session.line(name + ": " + log.stream + " rotated to " + log.description);
        } else if (log.status == "failed" || (is_named && !is_served && !has_none(log))) {
            session.fail(name + ": ERROR (" + log.stream + ": " + log.description + ")");
        } else if (!has_none(log)) {
            session.line(name + ": " + log.stream + " not rotated (" + log.description + ")");
        }
    }
}

Outcome rotate_one(Session& session, std::string_view name) {
    const bool is_all = name == "all";
    const auto rotations = log_rotations(session, is_all ? "*" : name);
    if (!rotations) {
        return fail(session, name, rotations.error());
    }
    for (const Logs& logs : by_process(*rotations)) {
        report(session, logs, !is_all && !parse_namespec(name).names_group());
    }
    return {};
}

Outcome rotate(Session& session, std::string_view argument) {
    return run_if_up(session, [&]() -> Outcome {
        std::vector<std::string_view> names = split_words(argument);
        if (names.empty()) {
            return refuse(session, "Error: rotate requires a process name", rotate_help, ExitStatus::InvalidArguments);
        }
        if (std::find(names.begin(), names.end(), "all") != names.end()) {
            names = {"all"};
        }
        const auto expanded = expand_patterns(session, {names.begin(), names.end()});
        if (!expanded) {
            return tl::unexpected(expanded.error());
        }
        for (const std::string& name : *expanded) {
            if (Outcome done = rotate_one(session, name); !done) {
                return done;
            }
        }
        return {};
    });
}

constexpr std::array commands{
    Command{"rotate", Completion::Processes, rotate_help, rotate, Owner::Halberd},
};

} // namespace

std::span<const Command> rotate_commands() {
    return commands;
}

} // namespace halberd::ctl
