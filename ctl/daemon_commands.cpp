#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"

#include <array>
#include <cerrno>
#include <optional>
#include <string>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view version_help = "version\t\t\tShow the version of supervisord";

constexpr std::string_view reload_help = "reload\t\t\tRestart supervisord and everything that it runs";

constexpr std::string_view shutdown_help = "shutdown\t\tStop everything and end supervisord";

constexpr std::string_view open_help =
    "open <url>\t\tTalk to the supervisord at another address:\n"
    "\t\t\thttp://HOST:PORT, https://HOST:PORT, or unix:///PATH for a UNIX\n"
    "\t\t\tsocket";

// With nobody to ask, the command itself is the answer.
bool confirms(Session& session, std::string_view question) {
    if (!session.is_interactive()) {
        return true;
    }
    const std::optional<std::string> answer = session.console().ask(question);
    if (!answer) {
        session.line(""); // behind the question
    }
    return answer && (answer->starts_with('y') || answer->starts_with('Y'));
}

Outcome version(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "version", version_help)) {
        return {};
    }
    return run_if_up(session, [&] {
        return text_answer(session, "getSupervisorVersion").map([&](const std::string& text) { session.line(text); });
    });
}

Outcome reload(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "reload", reload_help) ||
        !confirms(session, "Really restart the remote supervisord process y/N? ")) {
        return {};
    }
    const auto done = session.call("restart");
    if (done) {
        session.line("Restarted supervisord");
        return {};
    }
    if (done.error().is_fault(fault::ShutdownState)) {
        session.fail("ERROR: already shutting down");
        return {};
    }
    if (done.error().is_fault(fault::CantReread)) {
        session.fail("ERROR: " + done.error().text);
        return {};
    }
    return tl::unexpected(done.error());
}

// The words for a shutdown that found nothing to shut down; nothing for other errors.
std::optional<std::string> already_down(const CallError& error, const std::string& url) {
    if (error.is_connect(ECONNREFUSED)) {
        return "ERROR: " + url + " refused connection (already shut down?)";
    }
    if (error.is_connect(ENOENT)) {
        return "ERROR: " + url + " no such file (already shut down?)";
    }
    return std::nullopt;
}

Outcome shutdown(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "shutdown", shutdown_help) ||
        !confirms(session, "Really shut the remote supervisord process down y/N? ")) {
        return {};
    }
    const auto done = session.call("shutdown");
    if (done) {
        session.line("Shut down");
        return {};
    }
    if (done.error().is_fault(fault::ShutdownState)) {
        session.line("ERROR: already shutting down");
        return {};
    }
    if (const auto words = already_down(done.error(), session.remote().url())) {
        session.fail(*words);
        return {};
    }
    return tl::unexpected(done.error());
}

Outcome open(Session& session, std::string_view argument) {
    if (!argument.starts_with("http:") && !argument.starts_with("https:") && !argument.starts_with("unix:")) {
        session.fail("ERROR: url must be http:// or unix://");
        return {};
    }
    session.remote().change_url(std::string(argument));
    const ExitStatus before = session.exit_status();
    Outcome outcome = find_command(process_commands(), "status")->run(session, {});
    session.set_exit_status(before);
    return outcome;
}

constexpr std::array commands{
    Command{"version", Completion::Nothing, version_help, version},
    Command{"reload", Completion::Nothing, reload_help, reload},
    Command{"shutdown", Completion::Nothing, shutdown_help, shutdown},
    Command{"open", Completion::Nothing, open_help, open},
};

} // namespace

std::span<const Command> daemon_commands() {
    return commands;
}

} // namespace halberd::ctl
