#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {

// The levels of loglevel= in rising order of weight, under Supervisor's names. Supervisor: loggers.py LevelsByName.
enum class LogLevel { Blather, Trace, Debug, Info, Warning, Error, Critical };

// "debug", "warn", "critical", … as loglevel= spells them, in any case; nothing for another word.
std::optional<LogLevel> parse_log_level(std::string_view text);

// The activity log, as components see it. They are handed a reference; nothing is global.
class Log {
 public:
    virtual ~Log() = default;

    // Writes one message; the time stamp and the level are added. Messages below the level are dropped.
    virtual void write(LogLevel level, std::string_view message) = 0;
    virtual bool is_enabled(LogLevel level) const = 0;

    template <class... Args>
    void blather(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Blather, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void trace(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Trace, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void debug(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Debug, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void info(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Info, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void warn(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Warning, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void error(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Error, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void critical(fmt::format_string<Args...> text, Args&&... args) {
        format(LogLevel::Critical, text, std::forward<Args>(args)...);
    }

 private:
    template <class... Args>
    void format(LogLevel level, fmt::format_string<Args...> text, Args&&... args) {
        if (is_enabled(level)) {
            write(level, fmt::format(text, std::forward<Args>(args)...));
        }
    }
};

// Where finished lines go: a rotating file, the terminal, syslog.
class LogSink {
 public:
    virtual ~LogSink() = default;

    // `line` ends in a newline. Called on the loop thread only. Errors are the sink's own affair: a log that cannot be
    // written must not stop the daemon.
    virtual void write(std::string_view line) = 0;
};

// The daemon's log: lines "2026-11-23 14:58:08,211 INFO message" (local time, milliseconds, Supervisor's level names of
// four letters) to each sink.
std::unique_ptr<Log> make_log(LogLevel level, std::vector<std::unique_ptr<LogSink>> sinks);

} // namespace halberd
