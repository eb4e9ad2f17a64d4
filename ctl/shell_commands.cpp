#include "core/base/process_state.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/foreground.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/words.hpp"

#include <array>
#include <string>

namespace halberd::ctl {
namespace {

constexpr std::string_view fg_help =
    "fg <process>\tTalk to a running process: its output is shown, your lines are its stdin\n"
    "\t\tCtrl-C to exit";
constexpr std::string_view exit_help = "exit\tLeave the shell";
constexpr std::string_view quit_help = "quit\tLeave the shell";

Outcome foreground(Session& session, const std::string& name) {
    const auto info = process_info(session, name);
    if (!info) {
        if (info.error().is_fault(fault::BadName)) {
            session.fail("ERROR: bad process name supplied");
            return {};
        }
        return tl::unexpected(info.error());
    }
    if (static_cast<ProcessState>(info->state) != ProcessState::Running) {
        session.fail("ERROR: process not running");
        return {};
    }
    return run_in_foreground(session, name);
}

Outcome fg(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        if (words.empty()) {
            return refuse(session, "ERROR: no process name supplied", fg_help);
        }
        if (words.size() > 1) {
            session.fail("ERROR: too many process names supplied");
            return Outcome();
        }
        const auto name = the_one_named(session, words.front());
        if (!name || name->empty()) {
            return name.map([](const std::string&) {});
        }
        return foreground(session, *name);
    });
}

Outcome leave(Session& session, std::string_view) {
    session.line("");
    session.leave();
    return {};
}

constexpr std::array commands{
    Command{"fg", Completion::Processes, fg_help, fg},
    Command{"exit", Completion::Nothing, exit_help, leave},
    Command{"quit", Completion::Nothing, quit_help, leave},
};

} // namespace

std::span<const Command> shell_commands() {
    return commands;
}

} // namespace halberd::ctl
