#pragma once

#include <string>
#include <utility>
#include <vector>

namespace halberd {

// The order in which groups go down: those of the highest priority number first, groups of equal priority together; the
// next batch waits until the one before has ended. (Supervisor stops groups of equal priority one after the other.)
std::vector<std::vector<std::string>> stop_batches(
    const std::vector<std::pair<int, std::string>>& priorities_and_groups);

} // namespace halberd
