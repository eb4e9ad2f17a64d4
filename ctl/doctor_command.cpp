#include "ctl/command.hpp"
#include "ctl/diagnosis.hpp"

#include <array>
#include <optional>

namespace halberd::ctl {
namespace {

constexpr std::string_view doctor_help =
    "doctor\tTell which configuration and address are used, whether supervisord is there, and what to do if it is "
    "not;\n"
    "\texit status 0 when it answers";

Outcome doctor(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "doctor", doctor_help)) {
        return {};
    }
    const auto version = session.call("getVersion");
    const auto error = version ? std::nullopt : std::optional(version.error());
    session.console().write(diagnosis_text(diagnose(session, error)));
    if (error) {
        session.set_exit_status(ExitStatus::Generic);
    }
    return {};
}

constexpr std::array commands{
    Command{"doctor", Completion::Nothing, doctor_help, doctor, Owner::Halberd},
};

} // namespace

std::span<const Command> doctor_commands() {
    return commands;
}

} // namespace halberd::ctl
