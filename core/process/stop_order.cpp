#include "core/process/stop_order.hpp"

#include <functional>
#include <map>

namespace halberd {

std::vector<std::vector<std::string>> stop_batches(
    const std::vector<std::pair<int, std::string>>& priorities_and_groups) {
    std::map<int, std::vector<std::string>, std::greater<>> by_priority;
    for (const auto& [priority, group] : priorities_and_groups) {
        by_priority[priority].push_back(group);
    }
    std::vector<std::vector<std::string>> batches;
    batches.reserve(by_priority.size());
    for (auto& [priority, groups] : by_priority) {
        batches.push_back(std::move(groups));
    }
    return batches;
}

} // namespace halberd
