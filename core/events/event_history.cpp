#include "core/events/event_history.hpp"

#include <algorithm>

namespace halberd {
namespace {

// What may be large: the text that a process or a client made.
std::size_t text_size(const Event& event) {
    return std::visit(
        [](const auto& one) -> std::size_t {
            if constexpr (requires { one.data; }) {
                return one.data.size();
            } else {
                return 0;
            }
        },
        event);
}

} // namespace

void EventHistory::note(const Event& event, WallTime at) {
    entries_.push_back({++last_id_, at, event});
    bytes_ += text_size(event);
    while (entries_.size() > most_ || (bytes_ > most_bytes_ && !entries_.empty())) {
        forget_oldest();
    }
}

void EventHistory::forget_oldest() {
    bytes_ -= text_size(entries_.front().event);
    entries_.pop_front();
}

std::vector<const EventHistory::Entry*> EventHistory::find(std::uint64_t after,
                                                           const std::vector<EventSelector>& selectors,
                                                           std::size_t most) const {
    std::vector<const Entry*> found;
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && entry->id > after && found.size() < most;
         ++entry) {
        if (selectors.empty() || std::any_of(selectors.begin(), selectors.end(),
                                             [&](const EventSelector& one) { return one.selects(entry->event); })) {
            found.push_back(&*entry);
        }
    }
    std::reverse(found.begin(), found.end());
    return found;
}

} // namespace halberd
