#pragma once

#include "ctl/interpreter.hpp"
#include "ctl/line_reader.hpp"

#include <string>

namespace halberd::ctl {

// The interactive shell: shows the status, then runs the lines of `reader` until the user leaves (exit, quit, the end
// of the input, or ^C at the prompt or while a command waits).
void run_shell(Session& session, Interpreter& interpreter, LineReader& reader, const std::string& prompt);

} // namespace halberd::ctl
