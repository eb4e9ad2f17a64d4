#include "ctl/shell.hpp"

#include <optional>

namespace halberd::ctl {

void run_shell(Session& session, Interpreter& interpreter, LineReader& reader, const std::string& prompt) {
    using Next = Interpreter::Next;
    Next next = interpreter.execute("status");
    while (next == Next::Continue && !session.interrupt().is_pending()) {
        session.console().flush();
        const std::optional<std::string> line = reader.read(prompt);
        if (!line) {
            break;
        }
        next = interpreter.execute(*line);
    }
    if (next != Next::Leave) {
        session.line(""); // behind the prompt, or behind ^C
    }
    session.interrupt().clear();
    session.console().flush();
}

} // namespace halberd::ctl
