#pragma once

#include "core/os/log_extent.hpp"

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace halberd {

// Which parts of a log the last lives of a process have written: a few numbers for each of them, and nothing of what
// they wrote. That is read from the log when somebody asks, and is what was there when the life ended, whatever others
// have written since.
class LogLives {
 public:
    static constexpr std::size_t remembered = 4; // that have ended

    // A process writes from here on, and to here. Nothing: the log is no file.
    void begin(pid_t pid, const std::optional<LogPosition>& here);
    void end(const std::optional<LogPosition>& here);

    // The file was removed, and a new one begun.
    void on_cleared(const LogPosition& before, const LogPosition& after);

    // The last lines of the last life with that pid, of those that have ended: so many, but not more than a mail can
    // hold. Nothing when it is not known, or has written to no file.
    std::optional<ExtentLines> last_lines(const ReadableLog& log, pid_t pid, std::size_t lines) const;

 private:
    struct Life {
        pid_t pid = 0;
        bool has_ended = false;
        bool is_cleared = false;        // the file in which it ended was
        std::optional<LogExtent> place; // nothing when the log is no file
    };

    std::vector<Life> lives_; // oldest first
};

} // namespace halberd
