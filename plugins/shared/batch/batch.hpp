#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace halberd::batch {

// The alerts that wait for the next mail, and the clock that says when it is due. The clock goes by ticks alone: it
// also runs while nothing waits, and starts anew after each interval, whether there was something to send or not.
class Batch {
 public:
    // `tick` is the time from one tick to the next.
    Batch(std::chrono::milliseconds interval, std::chrono::milliseconds tick) : interval_(interval), tick_(tick) {}

    void add(std::string line);

    // A tick has come. Whether the interval is over, and with it one begins.
    bool on_tick();

    bool empty() const { return lines_.empty(); }
    std::size_t size() const { return lines_.size() + left_out_; }

    // All lines, with newlines between them.
    std::string text() const;

    // They were sent.
    void clear();

 private:
    std::chrono::milliseconds interval_;
    std::chrono::milliseconds tick_;
    std::chrono::milliseconds passed_{};
    std::vector<std::string> lines_;
    std::size_t left_out_ = 0; // lines beyond what a mail has room for
};

} // namespace halberd::batch
