#include "ctl/interpreter.hpp"

#include "ctl/help.hpp"
#include "ctl/words.hpp"

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr int unauthorized = 401;

// An error that no command has words for, as a line for the user: what failed, where, why, and what to do next.
std::string error_line(const CallError& error, const std::string& url) {
    std::string text = "error: " + url + ": " + error.message();
    if (error.is_connect(ENOENT) || error.is_connect(ECONNREFUSED)) {
        text += " (is supervisord running, and is this its address?)";
    } else if (error.is_connect(EACCES)) {
        text += " (the socket belongs to another user: see chmod= and chown= of [unix_http_server])";
    }
    return text;
}

} // namespace

Interpreter::Next Interpreter::execute(std::string_view text) {
    const CommandLine line = split_command_line(text);
    if (line.line.empty()) {
        return next();
    }
    if (line.command == "help") {
        help(line.argument);
        return next();
    }
    if (line.command == "EOF") { // Python's cmd.py has it as a command, so scripts may use it
        session_.line("");
        session_.leave();
        return next();
    }
    const Command* command = find_command(commands_, line.command);
    if (command == nullptr) {
        session_.fail("*** Unknown syntax: " + std::string(line.line));
        return next();
    }
    const Next after = run(*command, line.argument);
    session_.end_answer();
    return after;
}

Interpreter::Next Interpreter::run(const Command& command, std::string_view argument) {
    while (true) {
        const Outcome outcome = command.run(session_, argument);
        if (outcome) {
            return next();
        }
        if (outcome.error().kind == CallError::Kind::Interrupted) {
            return Next::Interrupted;
        }
        if (outcome.error().kind == CallError::Kind::Connect || outcome.error().kind == CallError::Kind::Http) {
            session_.note_trouble(outcome.error());
        }
        if (!outcome.error().is_http(unauthorized)) {
            session_.fail(error_line(outcome.error(), session_.remote().url()));
            return next();
        }
        session_.line("Server requires authentication");
        if (!session_.is_interactive()) {
            session_.set_exit_status(ExitStatus::Generic);
            return next();
        }
        if (!asks_for_user()) {
            return next();
        }
    }
}

// Whether the user gave a name and a password to try again with.
bool Interpreter::asks_for_user() {
    std::optional<std::string> username = session_.console().ask("Username:");
    std::optional<std::string> password =
        username ? session_.console().ask_secret("Password:") : std::optional<std::string>();
    session_.line("");
    if (!password) {
        return false;
    }
    session_.remote().change_user(std::move(*username), std::move(*password));
    return true;
}

void Interpreter::help(std::string_view topic) {
    if (topic.empty()) {
        session_.console().write(help_overview(commands_));
    } else if (topic == "help") {
        session_.line("help\t\tShow the commands\nhelp <action>\tShow how a command is used");
    } else if (const Command* command = find_command(commands_, topic)) {
        session_.line(command->help);
    } else {
        session_.line("*** No help on " + std::string(topic));
    }
}

} // namespace halberd::ctl
