#include "ctl/plan_text.hpp"

#include "core/base/namespec.hpp"
#include "ctl/status_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string_view>

namespace halberd::ctl {
namespace {

namespace json = boost::json;

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_-+.,%").find(c) != std::string_view::npos;
}

std::string shown(const std::optional<std::string>& value) {
    if (!value) {
        return "(not set)";
    }
    if (!value->empty() && std::all_of(value->begin(), value->end(), is_plain)) {
        return *value;
    }
    std::string text = "'";
    for (const char c : *value) {
        if (c == '\n') {
            text += "\\n";
        } else if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            text += c;
        }
    }
    return text + "'";
}

std::string variables_text(const VariableChanges& variables) {
    std::vector<std::string> parts;
    const auto add = [&](std::string_view verb, const std::vector<std::string>& names) {
        if (!names.empty()) {
            parts.push_back(fmt::format("{} {}", verb, fmt::join(names, " ")));
        }
    };
    add("added", variables.added);
    add("removed", variables.removed);
    add("changed", variables.changed);
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string option_text(const OptionChange& option) {
    return option.name + ": " +
           (option.variables ? variables_text(*option.variables) : shown(option.before) + " -> " + shown(option.after));
}

std::string action_text(const ProcessPlan& process) {
    switch (process.change) {
        case PlannedChange::Added:
            return process.starts ? "start (new)" : "add (autostart=false)";
        case PlannedChange::Removed:
            return "stop (removed)";
        case PlannedChange::Changed:
            return process.starts ? "restart" : "stop (autostart=false)";
        case PlannedChange::Kept:
            return "kept";
    }
    return "";
}

std::string changed_group_text(const GroupPlan& group) {
    std::string text = group.name + ": changed" + (group.replaces_group ? " (replaced as a whole)" : "") + "\n";
    for (const OptionChange& option : group.options) {
        text += "  " + option_text(option) + "\n";
    }
    std::size_t width = 0;
    for (const ProcessPlan& process : group.processes) {
        width = std::max(width, to_string(Namespec{group.name, process.name}).size());
    }
    for (const ProcessPlan& process : group.processes) {
        text += "  " + padded(to_string(Namespec{group.name, process.name}), width) + "  " + action_text(process);
        std::string_view gap = "  ";
        for (const OptionChange& option : process.options) {
            text += std::string(gap) + option_text(option);
            gap = ", ";
        }
        text += "\n";
    }
    return text;
}

std::string count_of(const GroupPlan& group) {
    return std::to_string(group.processes.size()) + (group.processes.size() == 1 ? " process" : " processes");
}

std::string group_text(const GroupPlan& group) {
    switch (group.change) {
        case PlannedChange::Added:
            return group.name + ": added (" + count_of(group) + ")\n";
        case PlannedChange::Removed:
            return group.name + ": removed (" + count_of(group) + (group.processes.size() == 1 ? " stops" : " stop") +
                   ")\n";
        default:
            return changed_group_text(group);
    }
}

json::array to_json(const std::vector<std::string>& names) {
    return json::array(names.begin(), names.end());
}

json::value to_json(const std::optional<std::string>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::array to_json(const std::vector<OptionChange>& options) {
    json::array made;
    for (const OptionChange& option : options) {
        json::object one{{"option", option.name}};
        if (option.variables) {
            one["added"] = to_json(option.variables->added);
            one["removed"] = to_json(option.variables->removed);
            one["changed"] = to_json(option.variables->changed);
        } else {
            one["old"] = to_json(option.before);
            one["new"] = to_json(option.after);
        }
        made.push_back(std::move(one));
    }
    return made;
}

json::array to_json(const GroupPlan& group) {
    json::array made;
    for (const ProcessPlan& process : group.processes) {
        made.push_back(json::object{{"name", process.name},
                                    {"group", group.name},
                                    {"action", name_of(process.change)},
                                    {"starts", process.starts},
                                    {"options", to_json(process.options)}});
    }
    return made;
}

} // namespace

std::string plan_text(const std::vector<GroupPlan>& groups) {
    if (groups.empty()) {
        return "Nothing to do: the running programs are as configured.\n";
    }
    std::string text;
    for (const GroupPlan& group : groups) {
        text += group_text(group);
    }
    return text;
}

std::string plan_json(const std::vector<GroupPlan>& groups) {
    json::array made;
    for (const GroupPlan& group : groups) {
        made.push_back(json::object{{"name", group.name},
                                    {"action", name_of(group.change)},
                                    {"replaced", group.replaces_group},
                                    {"options", to_json(group.options)},
                                    {"processes", to_json(group)}});
    }
    return json::serialize(json::object{{"groups", std::move(made)}}) + "\n";
}

} // namespace halberd::ctl
