#include "ctl/command.hpp"
#include "ctl/explanation.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view explain_help =
    "explain [--json] <name> [...]\tShow why processes are in their state: the last changes and their causes, what\n"
    "\t\t\t\tcomes next, and the last lines of stderr";

constexpr std::string_view json_option = "--json";

// Says why there is no explanation of that process; an error that it has no words for comes back.
Outcome fail(Session& session, std::string_view name, const xmlrpc::CallError& error) {
    if (error.is_fault(fault::BadName)) {
        session.fail(std::string(name) + ": ERROR (no such process)");
    } else if (error.is_fault(fault::UnknownMethod)) {
        session.fail("ERROR: this supervisord explains nothing: only Halberd's knows the method halberd.explain");
    } else {
        return tl::unexpected(error);
    }
    return {};
}

Outcome explain(Session& session, std::string_view argument) {
    std::vector<std::string_view> names = split_words(argument);
    const bool as_json = std::erase(names, json_option) != 0;
    if (names.empty()) {
        return refuse(session, "Error: explain requires a process name", explain_help, ExitStatus::InvalidArguments);
    }
    if (as_json) {
        session.answer_in_json();
    }
    const auto expanded = expand_patterns(session, {names.begin(), names.end()});
    if (!expanded) {
        return tl::unexpected(expanded.error());
    }
    std::vector<Explanation> explanations;
    for (const std::string& name : *expanded) {
        auto explanation = explanation_of(session, name);
        if (explanation) {
            explanations.push_back(std::move(*explanation));
        } else if (auto failed = fail(session, name, explanation.error()); !failed) {
            return failed;
        }
    }
    if (as_json) {
        session.document(explanations_json(explanations));
        return {};
    }
    for (const Explanation& explanation : explanations) {
        session.console().write(explanation_text(explanation));
    }
    return {};
}

constexpr std::array commands{
    Command{"explain", Completion::Processes, explain_help, explain, Owner::Halberd},
};

} // namespace

std::span<const Command> explain_commands() {
    return commands;
}

} // namespace halberd::ctl
