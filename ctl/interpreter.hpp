#pragma once

#include "ctl/command.hpp"
#include "ctl/session.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// Runs command lines: finds the command, answers `help`, and reports what commands have no words for.
class Interpreter {
 public:
    Interpreter(Session& session, std::vector<Command> commands) : session_(session), commands_(std::move(commands)) {}

    // How the caller should go on.
    enum class Next { Continue, Leave, Interrupted };

    Next execute(std::string_view line);

    const std::vector<Command>& commands() const { return commands_; }

 private:
    Next run(const Command& command, std::string_view argument);
    void help(std::string_view topic);
    bool asks_for_user();
    Next next() const { return session_.has_left() ? Next::Leave : Next::Continue; }

    Session& session_;
    std::vector<Command> commands_;
};

} // namespace halberd::ctl
