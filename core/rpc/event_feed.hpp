#pragma once

#include "core/base/clock.hpp"
#include "core/config/listener_spec.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace halberd {

// What has happened, for front ends. Loop thread only.
class EventFeed {
 public:
    struct Entry {
        std::uint64_t id = 0; // counts the daemon's events from 1
        WallTime at;
        std::string type;    // "PROCESS_STATE_EXITED"
        std::string payload; // as listeners get it
    };
    using Entries = std::vector<Entry>;
    using Reply = std::function<void(Entries)>;

    // Which events: those with a higher id than `after`, of these selections (none: all), the last `most` of them. An
    // `after` that no event has reached yet is of an earlier daemon, and counts as 0.
    struct Query {
        std::uint64_t after = 0;
        std::vector<EventSelection> selections;
        std::size_t most = 1000;
    };

    virtual ~EventFeed() = default;

    // Those that are still in memory, oldest first.
    virtual Entries find(const Query& query) const = 0;

    // The same as soon as there are any, or none when `patience` is over or the daemon goes down. The reply runs later,
    // never during the call.
    virtual void wait(Query query, std::chrono::seconds patience, Reply reply) = 0;

    // The types that selections may name.
    virtual std::vector<std::string> type_names() const = 0;
};

} // namespace halberd
