#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

namespace halberd::outbox {

// A thread that sleeps until it is woken. Signals are blocked on it.
class WakeUp {
 public:
    WakeUp();
    ~WakeUp();
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    void start(std::function<void()> run);
    void join();

    // Ends a sleep(), or the next one. [any thread]
    void wake() const;

    // Returns when woken, when `other` becomes readable (-1: there is none), or when the time is over. [its thread]
    void sleep(std::optional<std::chrono::milliseconds> time, int other) const;

 private:
    int event_;
    std::thread thread_;
};

} // namespace halberd::outbox
