#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/group_filter.hpp"
#include "ctl/plan_answer.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view update_help =
    "update\t\t\tRead the configuration, then add, restart and remove programs to match it;\n"
    "\t\t\twhat has not changed keeps running\n"
    "update all\t\tThe same\n"
    "update <gname> [...]\tThe same for the named groups only\n"
    "  --json\t\tTell programs what was done: an object with the groups and their processes\n"
    "A name may be a pattern: update 'web*'";

constexpr std::string_view json_option = "--json";

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

// One update under way: it makes the calls, and says what was done, or notes it for a JSON answer.
class Update {
 public:
    Update(Session& session, const GroupFilter& filter, bool as_json)
        : session_(session), filter_(filter), as_json_(as_json) {}

    Outcome run(const ConfigChanges& changes) {
        const std::set<std::string> kept_in_part = groups_kept_in_part(changes.changed);
        const auto renew = [&](const std::string& group) {
            return kept_in_part.contains(group) ? renew_members(group) : renew_group(group);
        };
        return for_each(changes.removed, [this](const std::string& group) { return remove_stale_group(group); })
            .and_then([&] { return for_each(changes.changed, renew); })
            .and_then([&] {
                return for_each(changes.added, [this](const std::string& group) { return add_new_group(group); });
            });
    }

    // {"groups": [{"name", "action": added, removed, changed or failed, "processes": [{"name", "group", "action"}]}]};
    // processes are there for a group of which some were kept.
    std::string json() { return boost::json::serialize(boost::json::object{{"groups", std::move(groups_)}}); }

 private:
    template <class Step>
    Outcome for_each(const std::vector<std::string>& groups, const Step& step) {
        for (const std::string& group : groups) {
            if (!filter_.accepts(group)) {
                continue;
            }
            if (Outcome outcome = step(group); !outcome) {
                return outcome;
            }
        }
        return {};
    }

    void say(const std::string& text) {
        if (!as_json_) {
            session_.line(text);
        }
    }

    void note(const std::string& group, std::string_view action, boost::json::array processes = {}) {
        groups_.push_back(
            boost::json::object{{"name", group}, {"action", action}, {"processes", std::move(processes)}});
    }

    // A call of which only success matters.
    Outcome call(std::string_view method, const std::string& group) {
        return session_.call(method, {group}).map([](const xmlrpc::Value&) {});
    }

    Outcome stop_group(const std::string& group, bool& has_failed) {
        return act_on_many(session_, "stopProcessGroup", {group}).map([&](const std::vector<ActionResult>& results) {
            say(group + ": stopped");
            has_failed = std::any_of(results.begin(), results.end(),
                                     [](const ActionResult& result) { return result.status == fault::Failed; });
        });
    }

    Outcome remove_stale_group(const std::string& group) {
        bool has_failed = false;
        if (Outcome stopped = stop_group(group, has_failed); !stopped) {
            return stopped;
        }
        if (has_failed) {
            session_.fail(group + ": has problems; not removing");
            note(group, "failed");
            return {};
        }
        return call("removeProcessGroup", group).map([&] {
            say(group + ": removed process group");
            note(group, name_of(PlannedChange::Removed));
        });
    }

    Outcome renew_group(const std::string& group) {
        bool has_failed = false;
        return stop_group(group, has_failed)
            .and_then([&] { return call("removeProcessGroup", group); })
            .and_then([&] { return call("addProcessGroup", group); })
            .map([&] {
                say(group + ": updated process group");
                note(group, name_of(PlannedChange::Changed));
            });
    }

    // Renews only those members of a group that appear, disappear or differ.
    Outcome renew_members(const std::string& group) {
        const auto done = update_process_group(session_, group);
        if (!done && done.error().is_fault(fault::Failed)) {
            session_.fail(group + ": ERROR (" + done.error().text + ")");
            note(group, "failed");
            return {};
        }
        if (!done) {
            return tl::unexpected(done.error());
        }
        boost::json::array processes;
        for (const ProcessPlan& process : *done) {
            processes.push_back(
                boost::json::object{{"name", process.name}, {"group", group}, {"action", name_of(process.change)}});
            if (process.change != PlannedChange::Kept) {
                say(to_string(Namespec{group, process.name}) + ": " + std::string(done_to(process.change)));
            }
        }
        say(group + ": updated process group");
        note(group, name_of(PlannedChange::Changed), std::move(processes));
        return {};
    }

    Outcome add_new_group(const std::string& group) {
        return call("addProcessGroup", group).map([&] {
            say(group + ": added process group");
            note(group, name_of(PlannedChange::Added));
        });
    }

    // The changed groups of which at least one member can be left alone. None with another daemon than ours, which can
    // only renew a whole group; nor when there is no plan for another reason, which the next call will find as well.
    std::set<std::string> groups_kept_in_part(const std::vector<std::string>& changed) {
        std::set<std::string> groups;
        if (std::none_of(changed.begin(), changed.end(), [&](const auto& group) { return filter_.accepts(group); })) {
            return groups;
        }
        const auto plans = update_plan(session_);
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

    Session& session_;
    const GroupFilter& filter_;
    const bool as_json_;
    boost::json::array groups_;
};

Outcome update_names(Session& session, const GroupFilter& filter, const ConfigChanges& changes, bool as_json) {
    const auto unknown = filter.unknown_names(session, changes.added);
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    for (const std::string& name : *unknown) {
        session.fail("ERROR: no such group: " + name);
    }
    Update update(session, filter, as_json);
    Outcome outcome = update.run(changes);
    if (as_json) {
        session.document(update.json());
    }
    return outcome;
}

Outcome update(Session& session, std::string_view argument) {
    std::vector<std::string_view> names = split_words(argument);
    const bool as_json = std::erase(names, json_option) != 0;
    if (as_json) {
        session.answer_in_json();
    }
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
    return update_names(session, GroupFilter(std::move(names)), *changes, as_json);
}

constexpr std::array commands{
    Command{"update", Completion::Groups, update_help, update},
};

} // namespace

std::span<const Command> update_commands() {
    return commands;
}

} // namespace halberd::ctl
