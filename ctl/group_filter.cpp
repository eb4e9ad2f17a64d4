#include "ctl/group_filter.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <utility>

namespace halberd::ctl {
namespace {

bool means(std::string_view name, std::string_view group) {
    return name == group || ::fnmatch(std::string(name).c_str(), std::string(group).c_str(), 0) == 0;
}

} // namespace

GroupFilter::GroupFilter(std::vector<std::string_view> names) : names_(std::move(names)) {
    if (std::find(names_.begin(), names_.end(), "all") != names_.end()) {
        names_.clear();
    }
}

bool GroupFilter::accepts(std::string_view group) const {
    return names_.empty() ||
           std::any_of(names_.begin(), names_.end(), [&](std::string_view name) { return means(name, group); });
}

AnswerOf<std::vector<std::string>> GroupFilter::unknown_names(Session& session,
                                                              const std::vector<std::string>& added) const {
    if (names_.empty()) {
        return {};
    }
    return all_processes(session).map([&](const std::vector<ProcessInfo>& processes) {
        std::set<std::string_view> known(added.begin(), added.end());
        for (const ProcessInfo& process : processes) {
            known.insert(process.name.group);
        }
        std::vector<std::string> unknown;
        for (const std::string_view name : names_) {
            const bool is_known =
                std::any_of(known.begin(), known.end(), [&](std::string_view group) { return means(name, group); });
            if (!is_known) {
                unknown.emplace_back(name);
                known.insert(name);
            }
        }
        return unknown;
    });
}

} // namespace halberd::ctl
