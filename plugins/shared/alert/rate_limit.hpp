#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string_view>

namespace halberd::alert {

// At most so many in any stretch of time of this length.
struct RateLimit {
    unsigned count = 0;
    std::chrono::seconds time{0};

    bool operator==(const RateLimit&) const = default;
};

// "3/10m", up to 1,000; nothing for anything else.
std::optional<RateLimit> parse_rate_limit(std::string_view text);

// What a limit has let pass. It remembers no more than the limit allows.
class PassedTimes {
 public:
    using Time = std::chrono::system_clock::time_point;

    // Whether one more may pass.
    bool has_room(const RateLimit& limit, Time now);
    void note(Time now) { times_.push_back(now); }

    // How many of those that passed are remembered, and when the first of them did, of which there is one at least.
    std::size_t count() const { return times_.size(); }
    Time first() const { return times_.front(); }

    // Whether all that passed is that long ago.
    bool is_over(const RateLimit& limit, Time now) const;

 private:
    std::deque<Time> times_;
};

} // namespace halberd::alert
