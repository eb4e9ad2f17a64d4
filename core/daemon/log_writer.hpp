#pragma once

#include "core/base/wait_status.hpp"
#include "core/config/program_spec.hpp"
#include "core/daemon/member_log.hpp"
#include "core/process/line_formatter.hpp"

#include <optional>
#include <string_view>

namespace halberd {

// Writes what one life of a process has to say into its log, as log_format= and log_marks= want it, and has the log
// remember where that is, without the marks. Without an open log nothing is written.
class LogWriter {
 public:
    // Marks the start. `log` and `clock` outlive the writer.
    LogWriter(MemberLog& log, LogFormat format, LogSource source, bool has_marks, const Clock& clock);
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    // Bytes of the stream, cut anywhere.
    void write(std::string_view text);

    // The process has ended: an unfinished line is one all the same, and the end is marked.
    void finish(WaitStatus status);

 private:
    void put(std::string_view lines);
    void mark(std::string_view line);

    MemberLog& log_;
    LogFormat format_;
    LogSource source_;
    bool has_marks_;
    const Clock& clock_;
    std::optional<LineFormatter> formatter_; // nothing for raw
};

} // namespace halberd
