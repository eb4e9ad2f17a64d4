#pragma once

#include "core/listener/event_store.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace halberd {

// An EventStore in memory: what the file would hold, and the numbers that the pool has given.
class FakeEventStore final : public EventStore {
 public:
    explicit FakeEventStore(Observer& pool) : observer(pool) {}

    void resume(std::uint64_t next_pool_serial) override {
        ++resumed;
        next = next_pool_serial;
        noted.clear();
        removed.clear();
    }
    void append(const PoolEvent& event) override { noted.insert_or_assign(event.pool_serial, event.payload); }
    void remove(std::uint64_t pool_serial) override {
        if (noted.erase(pool_serial) == 0) {
            removed.push_back(pool_serial);
        }
    }
    Status status() const override { return {"/q.events", 0, 0, {}}; }

    Observer& observer;
    int resumed = 0;
    std::uint64_t next = 0;
    std::map<std::uint64_t, std::string> noted; // by pool serial
    std::vector<std::uint64_t> removed;         // that were not noted here
};

} // namespace halberd
