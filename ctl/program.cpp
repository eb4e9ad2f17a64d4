#include "ctl/program.hpp"

#include "core/config/shell_words.hpp"
#include "ctl/answers.hpp"
#include "ctl/completion.hpp"
#include "ctl/connection.hpp"
#include "ctl/diagnosis.hpp"
#include "ctl/interpreter.hpp"
#include "ctl/line_reader.hpp"
#include "ctl/shell.hpp"
#include "ctl/terminal.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace halberd::ctl {
namespace {

// Joined by blanks, as Supervisor does: "status 'a b'" asks for a and b. The words of our own verbs stay whole.
std::string joined(const std::vector<std::string>& words, const std::vector<Command>& commands) {
    const Command* command = find_command(commands, words.front());
    const bool is_ours = command != nullptr && command->owner == Owner::Halberd;
    std::string line;
    for (const std::string& word : words) {
        const bool is_quoted = is_ours && (word.empty() || word.find_first_of(" \t\n\"'\\") != std::string::npos);
        line += line.empty() ? "" : " ";
        line += is_quoted ? quote_shell_word(word) : word;
    }
    return line;
}

std::vector<Namespec> process_names(Session& session) {
    std::vector<Namespec> names;
    if (const auto processes = all_processes(session)) {
        for (const ProcessInfo& process : *processes) {
            names.push_back(process.name);
        }
    }
    return names;
}

std::unique_ptr<LineReader> make_line_reader(const Options& options, Session& session, const Interpreter& interpreter) {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
        return make_plain_lines(session.console());
    }
    const auto complete = [&](std::string_view up_to_cursor) {
        return completions(up_to_cursor, interpreter.commands(), [&] { return process_names(session); });
    };
    return make_edited_lines(session.interrupt(), complete, options.history_file);
}

void run_interactively(const Options& options, Session& session, Interpreter& interpreter) {
    const Interrupt::Hold hold;
    const std::unique_ptr<LineReader> reader = make_line_reader(options, session, interpreter);
    run_shell(session, interpreter, *reader, options.prompt + "> ");
}

// A person at a terminal is told why supervisord cannot be reached; programs see nothing that Supervisor would not say.
void advise_on_trouble(Session& session) {
    const char* const kind = std::getenv("TERM");
    const bool is_for_a_person = ::isatty(STDERR_FILENO) != 0 && kind != nullptr && std::string_view(kind) != "dumb";
    if (session.trouble() && is_for_a_person) {
        session.console().flush();
        for (const std::string& sentence : diagnose(session, session.trouble()).advice) {
            session.console().complain("-> " + sentence);
        }
        session.console().complain("(supervisorctl doctor tells more)");
    }
}

} // namespace

int run_program(const Options& options) {
    const Interrupt interrupt;
    Terminal terminal(interrupt);
    xmlrpc::ClientOptions client;
    client.username = options.username;
    client.password = options.password;
    client.ca = options.ca;
    client.certificate = options.certificate;
    client.key = options.key;
    client.interrupt_fd = interrupt.fd();
    Connection connection(options.server_url, std::move(client));
    Session session(terminal, connection, interrupt, options.is_interactive);
    session.set_configuration_file(options.configuration_file);
    session.set_server_url_origin(options.server_url_origin);
    session.set_has_user(options.username && options.password);
    Interpreter interpreter(session, all_commands());
    if (options.action.empty()) {
        run_interactively(options, session, interpreter);
        return static_cast<int>(ExitStatus::Success);
    }
    interpreter.execute(joined(options.action, interpreter.commands()));
    advise_on_trouble(session);
    return static_cast<int>(session.exit_status());
}

} // namespace halberd::ctl
