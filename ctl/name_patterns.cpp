#include "ctl/name_patterns.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <utility>

namespace halberd::ctl {
namespace {

bool has_pattern_characters(std::string_view text) {
    return text.find_first_of("*?[") != std::string_view::npos;
}

bool matches(const std::string& pattern, const std::string& text) {
    return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

// The name of the group when the pattern is one for groups.
std::string_view group_pattern(std::string_view pattern) {
    return pattern.ends_with(":*") ? pattern.substr(0, pattern.size() - 2) : std::string_view();
}

std::vector<std::string> fitting_names(const std::string& pattern, const std::vector<ProcessInfo>& processes) {
    std::vector<std::string> names;
    const std::string groups(group_pattern(pattern));
    for (const ProcessInfo& process : processes) {
        if (to_string(process.name) == pattern) {
            return {pattern};
        }
        if (!groups.empty() && matches(groups, process.name.group)) {
            names.push_back(process.name.group + ":*");
        } else if (groups.empty() && fits(pattern, process.name)) {
            names.push_back(to_string(process.name));
        }
    }
    return names;
}

// Replaces each pattern by `fitting` it, or leaves it when nothing does.
std::vector<std::string> expand(const std::vector<std::string>& names,
                                const std::function<std::vector<std::string>(const std::string&)>& fitting) {
    std::vector<std::string> expanded;
    std::set<std::string> seen; // what stands for a pattern is there once; what the user repeats is repeated
    for (const std::string& name : names) {
        std::vector<std::string> fit = is_pattern(name) ? fitting(name) : std::vector<std::string>();
        if (fit.empty()) {
            expanded.push_back(name);
            seen.insert(name);
        }
        for (std::string& one : fit) {
            if (seen.insert(one).second) {
                expanded.push_back(std::move(one));
            }
        }
    }
    return expanded;
}

} // namespace

bool is_pattern(std::string_view name) {
    const std::string_view group = group_pattern(name);
    return has_pattern_characters(group.empty() ? name : group);
}

AnswerOf<std::vector<std::string>> expand_patterns(Session& session, std::vector<std::string> names) {
    if (std::none_of(names.begin(), names.end(), is_pattern)) {
        return names;
    }
    return all_process_states(session).map(
        [&](const std::vector<ProcessInfo>& processes) { return expand_patterns(names, processes); });
}

std::vector<std::string> expand_patterns(const std::vector<std::string>& names,
                                         const std::vector<ProcessInfo>& processes) {
    return expand(names, [&](const std::string& pattern) { return fitting_names(pattern, processes); });
}

AnswerOf<std::string> the_one_named(Session& session, std::string_view name) {
    return expand_patterns(session, {std::string(name)}).map([&](const std::vector<std::string>& names) {
        if (names.size() == 1) {
            return names.front();
        }
        session.fail(std::string(name) + ": ERROR (fits " + std::to_string(names.size()) + " processes: " + names[0] +
                     ", " + names[1] + (names.size() > 2 ? ", ...)" : ")"));
        return std::string();
    });
}

AnswerOf<std::vector<std::string>> expand_group_patterns(
    std::vector<std::string> names, const std::function<AnswerOf<std::vector<std::string>>()>& groups) {
    if (std::none_of(names.begin(), names.end(), has_pattern_characters)) {
        return names;
    }
    return groups().map([&](const std::vector<std::string>& known) {
        return expand(names, [&](const std::string& pattern) {
            if (std::find(known.begin(), known.end(), pattern) != known.end()) {
                return std::vector<std::string>{pattern};
            }
            std::vector<std::string> fit;
            std::copy_if(known.begin(), known.end(), std::back_inserter(fit),
                         [&](const std::string& group) { return matches(pattern, group); });
            return fit;
        });
    });
}

} // namespace halberd::ctl
