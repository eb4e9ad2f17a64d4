#include "core/process/restart_policy.hpp"

#include <algorithm>
#include <cmath>

namespace halberd {
namespace {

using std::chrono::milliseconds;

// Without backoff_max: more than this is no pause but a breakdown. It also keeps the doubling from overflowing.
constexpr milliseconds longest_pause = std::chrono::hours(24);

milliseconds with_jitter(milliseconds pause, int percent, double chance) {
    return pause + milliseconds(std::llround(static_cast<double>(pause.count()) * percent / 100 * chance));
}

bool is_within(const RestartLimit& limit, SteadyTime start, SteadyTime now) {
    return now - start < limit.period;
}

} // namespace

milliseconds pause_after_failed_start(const RestartSpec& spec, int failed_attempts, double chance) {
    const double base = static_cast<double>(spec.delay.value_or(std::chrono::seconds(1)).count());
    double pause = base;
    switch (spec.backoff) {
        case Backoff::Constant:
            break;
        case Backoff::Linear:
            pause = base * failed_attempts;
            break;
        case Backoff::Exponential:
            pause = base * std::exp2(failed_attempts - 1);
            break;
    }
    const milliseconds most = spec.backoff_max.value_or(longest_pause);
    pause = std::min(pause, static_cast<double>(most.count()));
    return with_jitter(milliseconds(std::llround(pause)), spec.jitter, chance);
}

milliseconds pause_after_exit(const RestartSpec& spec, double chance) {
    return with_jitter(spec.delay.value_or(milliseconds(0)), spec.jitter, chance);
}

void note_automatic_start(const RestartSpec& spec, std::vector<SteadyTime>& starts, SteadyTime now) {
    if (!spec.limit) {
        return;
    }
    std::erase_if(starts, [&](SteadyTime start) { return !is_within(*spec.limit, start, now); });
    starts.push_back(now);
}

bool is_restart_limit_reached(const RestartSpec& spec, const std::vector<SteadyTime>& starts, SteadyTime now) {
    if (!spec.limit) {
        return false;
    }
    const auto recent = std::count_if(starts.begin(), starts.end(),
                                      [&](SteadyTime start) { return is_within(*spec.limit, start, now); });
    return recent >= spec.limit->count;
}

} // namespace halberd
