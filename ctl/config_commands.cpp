#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/group_filter.hpp"
#include "ctl/plan_answer.hpp"
#include "ctl/status_table.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view avail_help = "avail\t\t\tShow all configured processes and whether they are in use";

constexpr std::string_view reread_help =
    "reread\t\t\tLet supervisord read its configuration files and show what update would add, change or remove";

constexpr std::string_view update_help =
    "update\t\t\tRead the configuration, then add, restart and remove programs to match it;\n"
    "\t\t\twhat has not changed keeps running\n"
    "update all\t\tThe same\n"
    "update <gname> [...]\tThe same for the named groups only";

constexpr std::string_view add_help = "add <name> [...]\tBring groups of the configuration as last read into use";

constexpr std::string_view remove_help = "remove <name> [...]\tTake stopped groups out of use";

Outcome avail(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "avail", avail_help)) {
        return {};
    }
    const auto all = all_config_info(session);
    if (all) {
        for (const ConfigInfo& info : *all) {
            session.line(padded(to_string(info.name), 32) + ' ' + padded(info.is_in_use ? "in use" : "avail", 9) + ' ' +
                         padded(info.has_autostart ? "auto" : "manual", 9) + ' ' + std::to_string(info.group_priority) +
                         ':' + std::to_string(info.process_priority));
        }
        return {};
    }
    if (all.error().is_fault(fault::ShutdownState)) {
        session.fail("ERROR: supervisor shutting down");
        return {};
    }
    return tl::unexpected(all.error());
}

void show_changes(Session& session, const ConfigChanges& changes) {
    std::map<std::string_view, std::string_view> changes_by_group;
    const auto add = [&](const std::vector<std::string>& groups, std::string_view change) {
        for (const std::string& group : groups) {
            changes_by_group[group] = change;
        }
    };
    add(changes.added, "available");
    add(changes.changed, "changed");
    add(changes.removed, "disappeared");
    for (const auto& [group, change] : changes_by_group) {
        session.line(std::string(group) + ": " + std::string(change));
    }
    if (changes_by_group.empty()) {
        session.line("No config updates to processes");
    }
}

Outcome reread(Session& session, std::string_view argument) {
    if (refuses_argument(session, argument, "reread", reread_help)) {
        return {};
    }
    const auto changes = reload_config(session);
    if (changes) {
        show_changes(session, *changes);
        return {};
    }
    if (changes.error().is_fault(fault::ShutdownState)) {
        session.fail("ERROR: supervisor shutting down");
        return {};
    }
    if (changes.error().is_fault(fault::CantReread)) {
        session.fail("ERROR: " + changes.error().text);
        return {};
    }
    return tl::unexpected(changes.error());
}

// A call of which only success matters.
Outcome call_for_group(Session& session, std::string_view method, const std::string& group) {
    return session.call(method, {group}).map([](const xmlrpc::Value&) {});
}

Outcome stop_group(Session& session, const std::string& group, bool& has_failed) {
    return act_on_many(session, "stopProcessGroup", {group}).map([&](const std::vector<ActionResult>& results) {
        session.line(group + ": stopped");
        has_failed = std::any_of(results.begin(), results.end(),
                                 [](const ActionResult& result) { return result.status == fault::Failed; });
    });
}

Outcome remove_stale_group(Session& session, const std::string& group) {
    bool has_failed = false;
    if (Outcome stopped = stop_group(session, group, has_failed); !stopped) {
        return stopped;
    }
    if (has_failed) {
        session.fail(group + ": has problems; not removing");
        return {};
    }
    return call_for_group(session, "removeProcessGroup", group).map([&] {
        session.line(group + ": removed process group");
    });
}

Outcome renew_group(Session& session, const std::string& group) {
    bool has_failed = false;
    return stop_group(session, group, has_failed)
        .and_then([&] { return call_for_group(session, "removeProcessGroup", group); })
        .and_then([&] { return call_for_group(session, "addProcessGroup", group); })
        .map([&] { session.line(group + ": updated process group"); });
}

std::string_view done_to(PlannedChange change) {
    switch (change) {
        case PlannedChange::Added:
            return "added process";
        case PlannedChange::Removed:
            return "removed process";
        case PlannedChange::Changed:
            return "updated process";
        case PlannedChange::Kept:
            return "kept";
    }
    return "";
}

// Renews only those members of a group that appear, disappear or differ.
Outcome renew_members(Session& session, const std::string& group) {
    const auto done = update_process_group(session, group);
    if (!done && done.error().is_fault(fault::Failed)) {
        session.fail(group + ": ERROR (" + done.error().text + ")");
        return {};
    }
    if (!done) {
        return tl::unexpected(done.error());
    }
    for (const ProcessPlan& process : *done) {
        if (process.change != PlannedChange::Kept) {
            session.line(to_string(Namespec{group, process.name}) + ": " + std::string(done_to(process.change)));
        }
    }
    session.line(group + ": updated process group");
    return {};
}

// The changed groups of which at least one member can be left alone. None with another daemon than ours, which can
// only renew a whole group; nor when there is no plan for another reason, which the next call will find as well.
std::set<std::string> groups_kept_in_part(Session& session, const std::vector<std::string>& changed,
                                          const GroupFilter& filter) {
    std::set<std::string> groups;
    if (std::none_of(changed.begin(), changed.end(), [&](const auto& group) { return filter.accepts(group); })) {
        return groups;
    }
    const auto plans = update_plan(session);
    if (!plans) {
        return groups;
    }
    for (const GroupPlan& plan : *plans) {
        if (std::any_of(plan.processes.begin(), plan.processes.end(),
                        [](const ProcessPlan& process) { return process.change == PlannedChange::Kept; })) {
            groups.insert(plan.name);
        }
    }
    return groups;
}

Outcome add_new_group(Session& session, const std::string& group) {
    return call_for_group(session, "addProcessGroup", group).map([&] {
        session.line(group + ": added process group");
    });
}

Outcome apply(Session& session, const std::vector<std::string>& groups, const GroupFilter& filter,
              const std::function<Outcome(Session&, const std::string&)>& step) {
    for (const std::string& group : groups) {
        if (!filter.accepts(group)) {
            continue;
        }
        if (Outcome outcome = step(session, group); !outcome) {
            return outcome;
        }
    }
    return {};
}

Outcome update(Session& session, std::string_view argument) {
    const auto changes = reload_config(session);
    if (!changes && changes.error().is_fault(fault::ShutdownState)) {
        session.fail("ERROR: already shutting down");
        return {};
    }
    if (!changes && changes.error().is_fault(fault::CantReread)) {
        session.fail("ERROR: " + changes.error().text);
        return {};
    }
    if (!changes) {
        return tl::unexpected(changes.error());
    }
    const GroupFilter filter(split_words(argument));
    const auto unknown = filter.unknown_names(session, changes->added);
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    for (const std::string& name : *unknown) {
        session.fail("ERROR: no such group: " + name);
    }
    const std::set<std::string> kept_in_part = groups_kept_in_part(session, changes->changed, filter);
    const auto renew = [&](Session& in, const std::string& group) {
        return kept_in_part.contains(group) ? renew_members(in, group) : renew_group(in, group);
    };
    return apply(session, changes->removed, filter, remove_stale_group)
        .and_then([&] { return apply(session, changes->changed, filter, renew); })
        .and_then([&] { return apply(session, changes->added, filter, add_new_group); });
}

// Runs `method` for each group that is named; `explain` has words for a fault, or returns false.
Outcome for_each_group(Session& session, std::string_view argument, std::string_view method, std::string_view done,
                       bool (*explain)(Session&, const CallError&, const std::string&)) {
    for (const std::string_view word : split_words(argument)) {
        const std::string group(word);
        Outcome outcome = call_for_group(session, method, group);
        if (outcome) {
            session.line(group + ": " + std::string(done));
        } else if (!explain(session, outcome.error(), group)) {
            return outcome;
        }
    }
    return {};
}

bool explain_bad_name(Session& session, const CallError& error, const std::string& group) {
    if (!error.is_fault(fault::BadName)) {
        return false;
    }
    session.fail("ERROR: no such process/group: " + group);
    return true;
}

Outcome add(Session& session, std::string_view argument) {
    return for_each_group(session, argument, "addProcessGroup", "added process group",
                          [](Session& in, const CallError& error, const std::string& group) {
                              if (error.is_fault(fault::ShutdownState)) {
                                  in.fail("ERROR: shutting down");
                                  return true;
                              }
                              if (error.is_fault(fault::AlreadyAdded)) {
                                  in.line("ERROR: process group already active");
                                  return true;
                              }
                              return explain_bad_name(in, error, group);
                          });
}

Outcome remove(Session& session, std::string_view argument) {
    return for_each_group(session, argument, "removeProcessGroup", "removed process group",
                          [](Session& in, const CallError& error, const std::string& group) {
                              if (error.is_fault(fault::StillRunning)) {
                                  in.fail("ERROR: process/group still running: " + group);
                                  return true;
                              }
                              return explain_bad_name(in, error, group);
                          });
}

constexpr std::array commands{
    Command{"avail", Completion::Nothing, avail_help, avail},
    Command{"reread", Completion::Nothing, reread_help, reread},
    Command{"update", Completion::Groups, update_help, update},
    Command{"add", Completion::Groups, add_help, add},
    Command{"remove", Completion::Groups, remove_help, remove},
};

} // namespace

std::span<const Command> config_commands() {
    return commands;
}

} // namespace halberd::ctl
