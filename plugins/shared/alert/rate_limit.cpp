#include "plugins/shared/alert/rate_limit.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <algorithm>
#include <charconv>

namespace halberd::alert {
namespace {

constexpr unsigned highest_count = 1000;

} // namespace

std::optional<RateLimit> parse_rate_limit(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    RateLimit limit;
    const char* end = text.data() + slash;
    const auto [rest, error] = std::from_chars(text.data(), end, limit.count);
    const auto time = parse_time_span(text.substr(std::min(slash + 1, text.size())));
    if (error != std::errc() || rest != end || limit.count < 1 || limit.count > highest_count || !time ||
        *time == std::chrono::seconds(0)) {
        return std::nullopt;
    }
    limit.time = *time;
    return limit;
}

// A time that is to come is one before the clock was set back: it would never pass.
bool PassedTimes::has_room(const RateLimit& limit, Time now) {
    std::erase_if(times_, [&](Time at) { return at + limit.time <= now || at > now; });
    return times_.size() < limit.count;
}

bool PassedTimes::is_over(const RateLimit& limit, Time now) const {
    return times_.empty() || times_.back() + limit.time <= now;
}

} // namespace halberd::alert
