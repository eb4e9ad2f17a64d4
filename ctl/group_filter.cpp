#include "ctl/group_filter.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace halberd::ctl {

GroupFilter::GroupFilter(std::vector<std::string_view> names) : names_(std::move(names)) {
    if (std::find(names_.begin(), names_.end(), "all") != names_.end()) {
        names_.clear();
    }
}

bool GroupFilter::accepts(std::string_view group) const {
    return names_.empty() || std::find(names_.begin(), names_.end(), group) != names_.end();
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
            if (known.insert(name).second) {
                unknown.emplace_back(name);
            }
        }
        return unknown;
    });
}

} // namespace halberd::ctl
