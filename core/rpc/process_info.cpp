#include "core/rpc/process_info.hpp"

#include "core/rpc/struct_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <limits>
#include <string_view>

namespace halberd {
namespace {

void append_number(std::string& out, std::int64_t number) {
    const fmt::format_int digits(number);
    out.append(digits.data(), digits.size());
}

void append_two_digits(std::string& out, std::int64_t number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

// "pid 5, uptime 0:00:05", "pid 5, uptime 1 day, 2:03:04", as Python prints a timedelta. A list has a thousand of them:
// no format is read.
std::string running_text(pid_t pid, std::int64_t seconds) {
    seconds = std::max<std::int64_t>(seconds, 0); // the system time may have been set back
    const std::int64_t days = seconds / 86400;
    const std::int64_t rest = seconds % 86400;
    std::string text;
    text.reserve(64);
    text += "pid ";
    append_number(text, pid);
    text += ", uptime ";
    if (days > 0) {
        append_number(text, days);
        text += days == 1 ? " day, " : " days, ";
    }
    append_number(text, rest / 3600);
    text += ':';
    append_two_digits(text, rest / 60 % 60);
    text += ':';
    append_two_digits(text, rest % 60);
    return text;
}

// "Nov 23 06:10 PM"; the names are English whatever the locale, as tools parse them.
std::string stop_time_text(std::int64_t seconds) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = seconds;
    std::tm local{};
    localtime_r(&time, &local);
    const int hour = local.tm_hour % 12 == 0 ? 12 : local.tm_hour % 12;
    return fmt::format("{} {:02} {:02}:{:02} {}", months.at(static_cast<std::size_t>(local.tm_mon)), local.tm_mday,
                       hour, local.tm_min, local.tm_hour < 12 ? "AM" : "PM");
}

} // namespace

std::int64_t seconds_of(WallTime time) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
    const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
    return std::clamp(seconds, least, most);
}

std::int64_t milliseconds_of(WallTime time) {
    const auto since_epoch = time.time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch % std::chrono::seconds(1)).count();
}

std::string describe(const ProcessInfo& info) {
    switch (info.state) {
        case ProcessState::Running:
            return running_text(info.pid, seconds_of(info.now) - seconds_of(info.started));
        case ProcessState::Fatal:
        case ProcessState::Backoff:
            return !info.spawn_error.empty() ? info.spawn_error
                                             : fmt::format("unknown error (try \"tail {}\")", info.name.process);
        case ProcessState::Stopped:
        case ProcessState::Exited:
            return seconds_of(info.started) != 0 ? stop_time_text(seconds_of(info.stopped)) : "Not started";
        case ProcessState::Starting:
        case ProcessState::Stopping:
        case ProcessState::Unknown:
            return {};
    }
    return {};
}

void append_process_info(std::string& out, const ProcessInfo& info) {
    StructWriter writer(out);
    writer.text("name", info.name.process);
    writer.text("group", info.name.group);
    writer.integer("start", seconds_of(info.started));
    writer.integer("stop", seconds_of(info.stopped));
    writer.integer("now", seconds_of(info.now));
    writer.integer("state", static_cast<int>(info.state));
    writer.text("statename", name_of(info.state));
    writer.text("spawnerr", info.spawn_error);
    writer.integer("exitstatus", info.exit_status);
    writer.text("logfile", info.stdout_logfile); // the name of older releases
    writer.text("stdout_logfile", info.stdout_logfile);
    writer.text("stderr_logfile", info.stderr_logfile);
    writer.integer("pid", info.pid);
    writer.text("description", describe(info));
}

} // namespace halberd
