#pragma once

#include "ctl/session.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// What TAB offers after a command's name.
enum class Completion { Nothing, Actions, Groups, Processes };

// Whose command it is: `help` lists Supervisor's as Supervisor does, and ours apart.
enum class Owner { Supervisor, Halberd };

// A verb of supervisorctl. To add one, write its function and its line in the table of the file of its topic; a new
// topic is declared below and named in all_commands().
struct Command {
    std::string_view name;
    Completion completion = Completion::Nothing;

    // One or more lines, without the last line feed: the forms of use, tabs, and what they do.
    std::string_view help;

    // `argument` is the line behind the name, trimmed.
    Outcome (*run)(Session& session, std::string_view argument) = nullptr;

    Owner owner = Owner::Supervisor;
};

std::span<const Command> process_commands(); // status, pid
std::span<const Command> control_commands(); // start, stop, restart, signal
std::span<const Command> config_commands();  // avail, reread, add, remove
std::span<const Command> update_commands();  // update
std::span<const Command> lint_commands();    // lint
std::span<const Command> doctor_commands();  // doctor
std::span<const Command> plan_commands();    // plan
std::span<const Command> explain_commands(); // explain
std::span<const Command> events_commands();  // events
std::span<const Command> rotate_commands();  // rotate
std::span<const Command> alerts_commands();  // alerts
std::span<const Command> silence_commands(); // silence
std::span<const Command> wait_commands();    // wait
std::span<const Command> top_commands();     // top
std::span<const Command> log_commands();     // tail, maintail, clear
std::span<const Command> logs_commands();    // logs
std::span<const Command> daemon_commands();  // version, reload, shutdown, open
std::span<const Command> shell_commands();   // fg, exit, quit

// All of them, by name.
std::vector<Command> all_commands();

// The command of that name, or nullptr.
const Command* find_command(std::span<const Command> commands, std::string_view name);

// Answers wrong use: says `problem` and the help, and sets the exit status.
Outcome refuse(Session& session, std::string_view problem, std::string_view help,
               ExitStatus status = ExitStatus::Generic);

// Refuses an argument to a command that takes none, and returns whether there was one.
bool refuses_argument(Session& session, std::string_view argument, std::string_view name, std::string_view help);

// Runs `run` when the server is there; otherwise it was said why not.
Outcome run_if_up(Session& session, const std::function<Outcome()>& run);

} // namespace halberd::ctl
