#pragma once

#include "core/listener/event_store.hpp"
#include "core/store/event_file.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace halberd {

// An EventStore whose file is read and written by a thread of its own, with signals blocked. What the loop notes while
// the thread is at a transaction becomes the next one. After trouble the thread tries again, first after a second, then
// less often, at least twice a minute.
class EventWriter final : public EventStore {
 public:
    // What it needs of the loop. The functions may be called as long as the writer or its thread lives.
    struct Loop {
        // Runs a function on the loop thread, soon; drops it when the loop has gone. [any thread]
        std::function<void(std::function<void()>)> post;

        // Runs a function after a while, unless what is returned has been destroyed. [loop]
        std::function<std::shared_ptr<void>(std::chrono::seconds, std::function<void()>)> after;

        // Called when the thread has written all it could and ends; `lost` is the number of events that it could not
        // write, and `reason` why. [writer]
        std::function<void(std::size_t lost, const std::string& reason)> ended;
    };

    EventWriter(std::string path, MakeEventFile make, Loop loop, Observer& observer);
    ~EventWriter() override;
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    void resume(std::uint64_t next_pool_serial) override;
    void append(const PoolEvent& event) override;
    void remove(std::uint64_t pool_serial) override;
    Status status() const override;

 private:
    struct Shared;
    class Thread;

    std::shared_ptr<Shared> shared_; // shared with the thread, which may outlive the writer
    Observer& observer_;
    std::shared_ptr<void> patience_; // for a disk that does not answer at all
};

} // namespace halberd
