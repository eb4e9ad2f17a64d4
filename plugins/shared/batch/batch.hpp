#pragma once

#include "plugins/shared/batch/line.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace halberd::batch {

// The alerts that wait for the next mail, and the clock that says when it is due. The clock goes by ticks alone: it
// also runs while nothing waits, and starts anew after each interval, whether there was something to send or not.
class Batch {
 public:
    // Which processes are told of: the lines of the others go on waiting.
    using IsTold = std::function<bool(const std::string& process)>;

    // `tick` is the time from one tick to the next.
    Batch(std::chrono::milliseconds interval, std::chrono::milliseconds tick) : interval_(interval), tick_(tick) {}

    void add(Line line);

    // A tick has come. Whether the interval is over, and with it one begins.
    bool on_tick();

    // What is to be sent: the lines with newlines between them, and how many there are.
    struct Part {
        std::string text;
        std::size_t count = 0;
    };
    Part part(const IsTold& is_told) const;

    // The part was sent.
    void remove(const IsTold& is_told);

    const std::vector<Line>& lines() const { return lines_; }

 private:
    std::chrono::milliseconds interval_;
    std::chrono::milliseconds tick_;
    std::chrono::milliseconds passed_{};
    std::vector<Line> lines_;
    std::size_t left_out_ = 0; // lines beyond what a mail has room for
};

} // namespace halberd::batch
