#pragma once

#include "core/base/clock.hpp"

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace halberd {

class Process;

// The deadlines of all processes in order, so that one timer serves any number of them. Holds no process alive:
// remove() one before it goes.
class DeadlineQueue {
 public:
    // Takes over the process's next_deadline(), whatever it was before.
    void update(Process& process);
    void remove(Process& process);

    std::optional<SteadyTime> earliest() const;

    // The processes whose deadline is not after `now`, earliest first. They stay queued until update().
    std::vector<Process*> due(SteadyTime now) const;

 private:
    std::set<std::pair<SteadyTime, Process*>> order_;
    std::unordered_map<Process*, SteadyTime> deadlines_;
};

} // namespace halberd
