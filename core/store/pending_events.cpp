#include "core/store/pending_events.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

// So that after a long trouble some events are safe before all are.
constexpr std::uint64_t most_bytes = std::uint64_t{4} * 1024 * 1024;

} // namespace

void PendingEvents::append(const PoolEvent& event) {
    appended_.insert_or_assign(event.pool_serial, event);
    next_pool_serial_ = std::max(next_pool_serial_, event.pool_serial + 1);
}

void PendingEvents::remove(std::uint64_t pool_serial) {
    if (appended_.erase(pool_serial) == 0) {
        removed_.insert(pool_serial);
    }
}

void PendingEvents::clear(std::uint64_t next_pool_serial) {
    appended_.clear();
    removed_.clear();
    next_pool_serial_ = next_pool_serial;
}

void PendingEvents::number_anew(std::uint64_t next_pool_serial) {
    auto events = std::exchange(appended_, {});
    clear(next_pool_serial);
    for (auto& [serial, event] : events) {
        event.pool_serial = next_pool_serial_;
        append(event);
    }
}

EventBatch PendingEvents::take() {
    EventBatch batch;
    std::uint64_t bytes = 0;
    while (!appended_.empty() && bytes < most_bytes) {
        auto first = appended_.extract(appended_.begin());
        bytes += first.mapped().payload.size();
        batch.appended.push_back(std::move(first.mapped()));
    }
    batch.removed.assign(removed_.begin(), removed_.end());
    removed_.clear();
    batch.next_pool_serial = next_pool_serial_;
    return batch;
}

void PendingEvents::put_back(EventBatch batch) {
    for (PoolEvent& event : batch.appended) {
        if (!removed_.contains(event.pool_serial)) {
            const std::uint64_t serial = event.pool_serial;
            appended_.emplace(serial, std::move(event));
        }
    }
    removed_.insert(batch.removed.begin(), batch.removed.end());
}

} // namespace halberd
