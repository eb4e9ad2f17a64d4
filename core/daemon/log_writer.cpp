#include "core/daemon/log_writer.hpp"

#include <utility>

namespace halberd {

LogWriter::LogWriter(MemberLog& log, LogFormat format, LogSource source, bool has_marks, const Clock& clock)
    : log_(log), format_(format), source_(std::move(source)), has_marks_(has_marks), clock_(clock) {
    if (log_.file() == nullptr) {
        log_.begin_life(source_.pid);
        return;
    }
    if (format_ != LogFormat::Raw) {
        formatter_.emplace(format_, source_, [this](std::string_view lines) { put(lines); });
        log_.file()->end_line(); // of what was there before
    }
    if (has_marks_) {
        mark(start_mark(format_, source_, clock_.wall()));
    }
    log_.begin_life(source_.pid);
}

void LogWriter::write(std::string_view text) {
    if (formatter_) {
        formatter_->feed(text, clock_.wall());
    } else {
        put(text);
    }
}

void LogWriter::finish(WaitStatus status) {
    if (formatter_) {
        formatter_->finish();
    }
    log_.end_life();
    if (has_marks_) {
        mark(end_mark(format_, source_, clock_.wall(), status.describe()));
    }
}

void LogWriter::mark(std::string_view line) {
    if (RotatingFile* file = log_.file()) {
        file->end_line();
        file->write(line);
    }
}

void LogWriter::put(std::string_view lines) {
    if (RotatingFile* file = log_.file()) {
        file->write(lines);
    }
}

} // namespace halberd
