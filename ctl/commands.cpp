#include "ctl/command.hpp"

#include <algorithm>
#include <string>

namespace halberd::ctl {

std::vector<Command> all_commands() {
    std::vector<Command> all;
    for (const std::span<const Command> topic :
         {process_commands(), control_commands(), config_commands(), update_commands(), lint_commands(),
          doctor_commands(), plan_commands(), explain_commands(), events_commands(), rotate_commands(),
          alerts_commands(), silence_commands(), wait_commands(), top_commands(), log_commands(), logs_commands(),
          daemon_commands(), shell_commands()}) {
        all.insert(all.end(), topic.begin(), topic.end());
    }
    std::sort(all.begin(), all.end(), [](const Command& a, const Command& b) { return a.name < b.name; });
    return all;
}

const Command* find_command(std::span<const Command> commands, std::string_view name) {
    const auto found =
        std::find_if(commands.begin(), commands.end(), [&](const Command& command) { return command.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

Outcome refuse(Session& session, std::string_view problem, std::string_view help, ExitStatus status) {
    session.fail(problem, status);
    session.line(help);
    return {};
}

bool refuses_argument(Session& session, std::string_view argument, std::string_view name, std::string_view help) {
    if (argument.empty()) {
        return false;
    }
    refuse(session, "Error: " + std::string(name) + " accepts no arguments", help);
    return true;
}

Outcome run_if_up(Session& session, const std::function<Outcome()>& run) {
    return session.is_up().and_then([&](bool is_up) { return is_up ? run() : Outcome(); });
}

} // namespace halberd::ctl
