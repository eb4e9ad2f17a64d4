#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/status_table.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view avail_help =
    "avail\t\t\tShow all configured processes and whether they are in use\n"
    "  --json\t\tThe same for programs: an array with an object for each process";

constexpr std::string_view reread_help =
    "reread\t\t\tLet supervisord read its configuration files and show what update would add, change or remove\n"
    "  --json\t\tThe same for programs: an object with the groups added, changed and removed";

constexpr std::string_view add_help =
    "add <name> [...]\tBring groups of the configuration as last read into use\n"
    "A name may be a pattern: add 'web*'";

constexpr std::string_view remove_help =
    "remove <name> [...]\tTake stopped groups out of use\n"
    "A name may be a pattern: remove 'web*'";

// Takes --json, which is the only argument, from the command line and obeys it.
bool wants_json(Session& session, std::string_view& argument) {
    if (argument != "--json") {
        return false;
    }
    argument = {};
    session.answer_in_json();
    return true;
}

std::string json_of(const std::vector<ConfigInfo>& all) {
    boost::json::array made;
    for (const ConfigInfo& info : all) {
        made.push_back(boost::json::object{{"name", info.name.process},
                                           {"group", info.name.group},
                                           {"in_use", info.is_in_use},
                                           {"autostart", info.has_autostart},
                                           {"group_priority", info.group_priority},
                                           {"process_priority", info.process_priority}});
    }
    return boost::json::serialize(made);
}

Outcome avail(Session& session, std::string_view argument) {
    const bool as_json = wants_json(session, argument);
    if (refuses_argument(session, argument, "avail", avail_help)) {
        return {};
    }
    const auto all = all_config_info(session);
    if (all && as_json) {
        session.document(json_of(*all));
        return {};
    }
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

std::string json_of(const ConfigChanges& changes) {
    const auto names = [](const std::vector<std::string>& groups) {
        return boost::json::array(groups.begin(), groups.end());
    };
    return boost::json::serialize(boost::json::object{
        {"added", names(changes.added)}, {"changed", names(changes.changed)}, {"removed", names(changes.removed)}});
}

Outcome reread(Session& session, std::string_view argument) {
    const bool as_json = wants_json(session, argument);
    if (refuses_argument(session, argument, "reread", reread_help)) {
        return {};
    }
    const auto changes = reload_config(session);
    if (changes) {
        as_json ? session.document(json_of(*changes)) : show_changes(session, *changes);
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

// The groups of the configuration as last read that are not in use.
AnswerOf<std::vector<std::string>> unused_groups(Session& session) {
    return all_config_info(session).map([&](const std::vector<ConfigInfo>& all) {
        std::vector<std::string> groups;
        for (const ConfigInfo& info : all) {
            if (!info.is_in_use && (groups.empty() || groups.back() != info.name.group)) {
                groups.push_back(info.name.group);
            }
        }
        return groups;
    });
}

AnswerOf<std::vector<std::string>> active_groups(Session& session) {
    return all_processes(session).map([](const std::vector<ProcessInfo>& processes) {
        std::vector<std::string> groups;
        for (const ProcessInfo& process : processes) {
            if (groups.empty() || groups.back() != process.name.group) {
                groups.push_back(process.name.group);
            }
        }
        return groups;
    });
}

// Runs `method` for each of the groups; `explain` has words for a fault, or returns false.
Outcome for_each_group(Session& session, const std::vector<std::string>& groups, std::string_view method,
                       std::string_view done, bool (*explain)(Session&, const CallError&, const std::string&)) {
    for (const std::string& group : groups) {
        const auto outcome = session.call(method, {group}).map([](const xmlrpc::Value&) {});
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

bool explain_addition(Session& session, const CallError& error, const std::string& group) {
    if (error.is_fault(fault::ShutdownState)) {
        session.fail("ERROR: shutting down");
        return true;
    }
    if (error.is_fault(fault::AlreadyAdded)) {
        session.line("ERROR: process group already active");
        return true;
    }
    return explain_bad_name(session, error, group);
}

bool explain_removal(Session& session, const CallError& error, const std::string& group) {
    if (error.is_fault(fault::StillRunning)) {
        session.fail("ERROR: process/group still running: " + group);
        return true;
    }
    return explain_bad_name(session, error, group);
}

std::vector<std::string> words_of(std::string_view argument) {
    const auto words = split_words(argument);
    return {words.begin(), words.end()};
}

Outcome add(Session& session, std::string_view argument) {
    return expand_group_patterns(words_of(argument), [&] { return unused_groups(session); })
        .and_then([&](const std::vector<std::string>& groups) {
            return for_each_group(session, groups, "addProcessGroup", "added process group", explain_addition);
        });
}

Outcome remove(Session& session, std::string_view argument) {
    return expand_group_patterns(words_of(argument), [&] { return active_groups(session); })
        .and_then([&](const std::vector<std::string>& groups) {
            return for_each_group(session, groups, "removeProcessGroup", "removed process group", explain_removal);
        });
}

constexpr std::array commands{
    Command{"avail", Completion::Nothing, avail_help, avail},
    Command{"reread", Completion::Nothing, reread_help, reread},
    Command{"add", Completion::Groups, add_help, add},
    Command{"remove", Completion::Groups, remove_help, remove},
};

} // namespace

std::span<const Command> config_commands() {
    return commands;
}

} // namespace halberd::ctl
