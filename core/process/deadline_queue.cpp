#include "core/process/deadline_queue.hpp"

#include "core/process/process.hpp"

namespace halberd {

void DeadlineQueue::remove(Process& process) {
    const auto found = deadlines_.find(&process);
    if (found != deadlines_.end()) {
        order_.erase({found->second, &process});
        deadlines_.erase(found);
    }
}

void DeadlineQueue::update(Process& process) {
    remove(process);
    if (const auto deadline = process.next_deadline()) {
        order_.emplace(*deadline, &process);
        deadlines_.emplace(&process, *deadline);
    }
}

std::optional<SteadyTime> DeadlineQueue::earliest() const {
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
}

std::vector<Process*> DeadlineQueue::due(SteadyTime now) const {
    std::vector<Process*> processes;
    for (const auto& [deadline, process] : order_) {
        if (deadline > now) {
            break;
        }
        processes.push_back(process);
    }
    return processes;
}

} // namespace halberd
