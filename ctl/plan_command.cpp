#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/group_filter.hpp"
#include "ctl/plan_answer.hpp"
#include "ctl/plan_text.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view plan_help =
    "plan [--json]\t\tRead the configuration and show what update would do, and which options differ;\n"
    "\t\t\tchange nothing\n"
    "plan <gname> [...]\tThe same for the named groups only; a name may be a pattern: plan 'web*'";

constexpr std::string_view json_option = "--json";

// The words for a plan that could not be made; nothing for other errors.
std::optional<std::string> explain(const CallError& error) {
    if (error.is_fault(fault::UnknownMethod)) {
        return "this supervisord makes no plans: only Halberd's knows the method halberd.plan";
    }
    if (error.is_fault(fault::ShutdownState)) {
        return "supervisor shutting down";
    }
    if (error.is_fault(fault::CantReread)) {
        constexpr std::string_view prefix = "CANT_REREAD: ";
        const std::string_view report = error.text;
        return "the configuration has errors; nothing was changed, and update would be refused\n" +
               std::string(report.starts_with(prefix) ? report.substr(prefix.size()) : report);
    }
    return std::nullopt;
}

std::vector<std::string> added_groups(const std::vector<GroupPlan>& plans) {
    std::vector<std::string> names;
    for (const GroupPlan& plan : plans) {
        if (plan.change == PlannedChange::Added) {
            names.push_back(plan.name);
        }
    }
    return names;
}

Outcome show_plan(Session& session, const GroupFilter& filter, bool as_json) {
    auto plans = update_plan(session);
    if (!plans) {
        const auto words = explain(plans.error());
        if (!words) {
            return tl::unexpected(plans.error());
        }
        session.fail("ERROR: " + *words);
        return {};
    }
    const auto unknown = filter.unknown_names(session, added_groups(*plans));
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    for (const std::string& name : *unknown) {
        session.fail("ERROR: no such group: " + name);
    }
    if (!unknown->empty() && as_json) {
        return {};
    }
    std::erase_if(*plans, [&](const GroupPlan& plan) { return !filter.accepts(plan.name); });
    as_json ? session.document(trimmed(plan_json(*plans))) : session.console().write(plan_text(*plans));
    return {};
}

Outcome plan(Session& session, std::string_view argument) {
    std::vector<std::string_view> names = split_words(argument);
    const bool as_json = std::erase(names, json_option) != 0;
    if (as_json) {
        session.answer_in_json();
    }
    const auto option = std::find_if(names.begin(), names.end(), [](auto word) { return word.starts_with('-'); });
    if (option != names.end()) {
        return refuse(session, "Error: bad argument " + std::string(*option), plan_help, ExitStatus::InvalidArguments);
    }
    return show_plan(session, GroupFilter(std::move(names)), as_json);
}

constexpr std::array commands{
    Command{"plan", Completion::Groups, plan_help, plan, Owner::Halberd},
};

} // namespace

std::span<const Command> plan_commands() {
    return commands;
}

} // namespace halberd::ctl
