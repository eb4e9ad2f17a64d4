#include "core/base/calendar_period.hpp"

#include <ctime>

namespace halberd {
namespace {

using std::chrono::seconds;

// Monday 1970-01-05, 00:00.
constexpr seconds FirstMonday = std::chrono::hours(4 * 24);

// How far local time is ahead of UTC at that moment.
seconds utc_offset(seconds at) {
    const std::time_t time = at.count();
    std::tm local{};
    return ::localtime_r(&time, &local) != nullptr ? seconds(local.tm_gmtoff) : seconds(0);
}

// The beginning, in local time, of the period in which the local time lies.
seconds period_begin(seconds period, seconds local) {
    const seconds since = local - FirstMonday;
    const seconds over = (since % period + period) % period;
    return local - over;
}

bool begins_period(seconds period, seconds at) {
    const seconds local = at + utc_offset(at);
    return period_begin(period, local) == local;
}

} // namespace

WallTime next_period_begin(seconds period, WallTime at) {
    const seconds now = std::chrono::floor<seconds>(at).time_since_epoch();
    const seconds offset = utc_offset(now);
    const seconds begin = period_begin(period, now + offset) + period;
    // When the clocks are changed before that, the same local time is another moment.
    const seconds as_if_unchanged = begin - offset;
    const seconds changed = begin - utc_offset(as_if_unchanged);
    const bool is_nearer = changed < as_if_unchanged && changed > now;
    for (const seconds candidate : {is_nearer ? changed : as_if_unchanged, is_nearer ? as_if_unchanged : changed}) {
        if (candidate > now && begins_period(period, candidate)) {
            return WallTime(candidate);
        }
    }
    return WallTime(as_if_unchanged);
}

} // namespace halberd
