#pragma once

#include "core/store/event_file.hpp"

#include <cstdint>
#include <map>
#include <set>

namespace halberd {

// What a file has not got yet. An event that is removed before it was written needs no disk at all. Plain data; whoever
// shares it between threads locks it.
class PendingEvents {
 public:
    void append(const PoolEvent& event);
    void remove(std::uint64_t pool_serial);

    // Nothing is left to do. The serials go on at `next_pool_serial`.
    void clear(std::uint64_t next_pool_serial);

    // Gives all events new serials from `next_pool_serial` on, in their order, and forgets removals.
    void number_anew(std::uint64_t next_pool_serial);

    // Takes the next batch out, with not more than some megabytes.
    EventBatch take();

    // The batch was not written, or perhaps it was: doing it twice does no harm.
    void put_back(EventBatch batch);

    bool is_empty() const { return appended_.empty() && removed_.empty(); }
    std::size_t unwritten() const { return appended_.size(); }

 private:
    std::map<std::uint64_t, PoolEvent> appended_;
    std::set<std::uint64_t> removed_;
    std::uint64_t next_pool_serial_ = 0;
};

} // namespace halberd
