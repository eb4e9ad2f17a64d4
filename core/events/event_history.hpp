#pragma once

#include "core/base/clock.hpp"
#include "core/events/event_selector.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace halberd {

// The last events, for those who ask later what has happened.
class EventHistory {
 public:
    struct Entry {
        std::uint64_t id = 0; // counts all events from 1, whoever subscribed to them
        WallTime at;
        Event event;
    };

    // Keeps at most `most` events, and fewer when their payloads take more than `most_bytes`.
    EventHistory(std::size_t most, std::size_t most_bytes) : most_(most), most_bytes_(most_bytes) {}

    void note(const Event& event, WallTime at);

    // The last `most` of the entries with a higher id than `after` that one of the selectors selects, oldest first; no
    // selectors: all. They live until the next note().
    std::vector<const Entry*> find(std::uint64_t after, const std::vector<EventSelector>& selectors,
                                   std::size_t most) const;

    // Of the newest event; 0: there was none.
    std::uint64_t last_id() const { return last_id_; }

 private:
    void forget_oldest();

    std::size_t most_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0; // of output and messages in the entries
    std::uint64_t last_id_ = 0;
    std::deque<Entry> entries_;
};

} // namespace halberd
