#pragma once

#include "core/config/log_spec.hpp"
#include "core/process/json_record.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// Turns the output of a child into the lines of a log with log_format=text or json:
//
//   2026-11-25 23:40:48,123 web:web_0 stdout the text
//   {"time":"2026-11-25T23:40:48.123+01:00","group":"web","process":"web_0","pid":123,"stream":"stdout","line":"the
//   text"}
//
// A line is what stands between two newlines, however the output is cut into chunks; its time is the one at which its
// first byte was read. A line of more than 64 KiB becomes several of the log, each with its number: "[part 1] the",
// "[part 2, last] text", or the members "part" and "last". No character of UTF-8 is cut by it.
//
// The beginning of a line is held back until the rest has come, or the child has ended.
class LineFormatter {
 public:
    using Output = std::function<void(std::string_view)>;

    // `format` is Text or Json. `on_lines` gets whole lines of the log, one or many, during feed() and finish() and in
    // a view that is valid during the call.
    LineFormatter(LogFormat format, const LogSource& source, Output on_lines);

    // `now` is when the bytes were read.
    void feed(std::string_view bytes, WallTime now);

    // Ends the stream: a last line without a newline is a line as well.
    void finish();

    static constexpr std::size_t LongestPart = 65'536;

 private:
    void add(std::string_view piece);
    void end_line(std::string_view rest);
    void write(std::string_view text, bool is_last);
    void flush();

    Output on_lines_;
    std::optional<JsonRecord> json_; // for Json
    std::string source_text_;        // "web:web_0 stdout "
    std::string prefix_;             // time and source, of `prefix_time_`
    WallTime prefix_time_;
    WallTime now_;
    WallTime line_began_;
    std::string held_back_; // the beginning of a line
    int parts_ = 0;         // of the present line that are written
    std::string lines_;     // to be handed out
};

// The line that log_marks=true puts into a log when its process starts, or ends with that status:
//
//   --- 2026-11-25 23:40:48,123 web:web_0 started, pid 123
//   --- 2026-11-25 23:40:48,123 web:web_0 ended: terminated by SIGKILL
//
// With Json the members are those of any line, with "mark" ("started" or "ended") and "status" in place of "line".
std::string start_mark(LogFormat format, const LogSource& source, WallTime at);
std::string end_mark(LogFormat format, const LogSource& source, WallTime at, const std::string& status);

} // namespace halberd
