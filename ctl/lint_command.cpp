#include "core/config/config_environment.hpp"
#include "core/config/diagnostics_json.hpp"
#include "core/config/path_values.hpp"
#include "core/events/event_types.hpp"
#include "ctl/command.hpp"
#include "ctl/verb_words.hpp"

#include <array>
#include <string>

namespace halberd::ctl {
namespace {

constexpr std::string_view lint_help =
    "lint [<file>]\t\tSay what is wrong or doubtful with a configuration file, without a supervisord;\n"
    "\t\t\tthe exit status is 2 when there are errors. Without <file>: the one in use here\n"
    "lint [<file>] --json\tThe same as one JSON object";

constexpr std::array options{VerbOption{"--json"}};

Outcome lint(Session& session, std::string_view argument) {
    const auto words = VerbWords::of_our_verb(argument, options);
    if (!words || words->names().size() > 1) {
        return refuse(session, "Error: lint accepts one file and --json", lint_help, ExitStatus::InvalidArguments);
    }
    const std::string file = words->names().empty() ? session.configuration_file() : words->names().front();
    const FindingsFormat format = words->has("--json") ? FindingsFormat::Json : FindingsFormat::Text;
    if (file.empty()) {
        return refuse(session, "Error: no configuration file was found: name one", lint_help,
                      ExitStatus::InvalidArguments);
    }
    const auto event_names = event_type_names();
    const ConfigEnvironment environment = present_environment({event_names.begin(), event_names.end()});
    const std::string path = absolute_path(file, environment.working_directory);
    Diagnostics diagnostics;
    lint_configuration(path, environment, {}, diagnostics);
    session.console().write(format_findings(path, diagnostics, format));
    if (diagnostics.has_errors()) {
        session.set_exit_status(ExitStatus::InvalidArguments);
    }
    return {};
}

constexpr std::array commands{
    Command{"lint", Completion::Nothing, lint_help, lint, Owner::Halberd},
};

} // namespace

std::span<const Command> lint_commands() {
    return commands;
}

} // namespace halberd::ctl
