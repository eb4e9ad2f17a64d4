#pragma once

#include "ctl/answers.hpp"
#include "ctl/log_selection.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace halberd::ctl {

// One stream of one process, whose log is shown among others.
struct LogSource {
    Namespec process;
    std::string stream; // "stdout" or "stderr"
    std::string file;   // on the daemon's machine
    std::string prefix; // what its lines begin with: "web:web_0 | "; may have a colour; empty for a single process
};

// The sources of the processes: the streams that have a log, with prefixes of one width, "|" for stdout and "!" for
// stderr, and with colours one for each process.
std::vector<LogSource> log_sources(const std::vector<ProcessInfo>& processes, const std::vector<std::string>& streams,
                                   bool has_colours);

// The end of a log.
struct LogPiece {
    std::string bytes;
    std::int64_t size = 0; // of the whole log
    bool is_cut() const { return size > static_cast<std::int64_t>(bytes.size()); }
};
AnswerOf<LogPiece> end_of_log(Session& session, const LogSource& source, std::int64_t bytes);

// The lines of the present file that are wanted; as much of it is read as is needed, up to 16 MiB. Complains when the
// log has no times for --since to judge.
AnswerOf<std::vector<LogLine>> read_log(Session& session, const LogSource& source, const LogWish& wish);

// Says that --since cannot judge this log.
void complain_of_missing_times(Session& session, const LogSource& source);

} // namespace halberd::ctl
