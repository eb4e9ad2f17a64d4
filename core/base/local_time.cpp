#include "core/base/local_time.hpp"

#include <fmt/chrono.h>

#include <cstdlib>
#include <ctime>

namespace halberd {
namespace {

struct LocalTime {
    std::tm fields{};
    int milliseconds = 0;
};

LocalTime local_time(WallTime at) {
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    const std::time_t time = second.time_since_epoch().count();
    LocalTime made;
    ::localtime_r(&time, &made.fields);
    made.milliseconds = static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(at - second).count());
    return made;
}

} // namespace

std::string log_time_text(WallTime at) {
    const LocalTime local = local_time(at);
    return fmt::format("{:%Y-%m-%d %H:%M:%S},{:03}", local.fields, local.milliseconds);
}

std::string rfc3339_text(WallTime at) {
    const LocalTime local = local_time(at);
    const long minutes = local.fields.tm_gmtoff / 60;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}{}{:02}:{:02}", local.fields, local.milliseconds,
                       minutes < 0 ? '-' : '+', std::labs(minutes) / 60, std::labs(minutes) % 60);
}

} // namespace halberd
