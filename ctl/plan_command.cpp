#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/group_filter.hpp"
#include "ctl/plan_answer.hpp"
#include "ctl/plan_text.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view plan_help =
    "plan [--json]\t\tRead the configuration and show what update would do, and which options differ;\n"
    "\t\t\tchange nothing\n"
    "plan <gname> [...]\tThe same for the named groups only";

constexpr std::string_view json_option = "--json";

// Says `text`, as JSON when that was asked for.
Outcome fail(Session& session, const std::string& text, bool as_json) {
    const std::string object = boost::json::serialize(boost::json::object{{"error", text}});
    session.fail(as_json ? object : "ERROR: " + text);
    return {};
}

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
        return words ? fail(session, *words, as_json) : tl::unexpected(plans.error());
    }
    const auto unknown = filter.unknown_names(session, added_groups(*plans));
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    if (!unknown->empty() && as_json) {
        return fail(session, "no such group: " + unknown->front(), as_json);
    }
    for (const std::string& name : *unknown) {
        fail(session, "no such group: " + name, as_json);
    }
    std::erase_if(*plans, [&](const GroupPlan& plan) { return !filter.accepts(plan.name); });
    session.console().write(as_json ? plan_json(*plans) : plan_text(*plans));
    return {};
}

Outcome plan(Session& session, std::string_view argument) {
    std::vector<std::string_view> names = split_words(argument);
    const bool as_json = std::erase(names, json_option) != 0;
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
