#pragma once

#include "core/base/clock.hpp"
#include "core/base/namespec.hpp"
#include "core/events/event.hpp"

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace halberd {

// Whose output it is.
struct LogSource {
    Namespec process;
    pid_t pid = 0;
    Stream stream = Stream::Stdout;
};

// "stdout" or "stderr".
std::string_view name_of(Stream stream);

// Writes lines of a log as JSON objects, one a line: time (RFC 3339, local), group, process, pid, stream, and what the
// line holds. What is not UTF-8 becomes U+FFFD.
class JsonRecord {
 public:
    explicit JsonRecord(const LogSource& source);
    ~JsonRecord();
    JsonRecord(JsonRecord&&) noexcept;

    // Appends {…,"line":TEXT}. A part of a line that is too long for one object also has "part", counted from 1, and
    // "last"; part 0 is a whole line.
    void append_line(std::string& out, WallTime at, std::string_view text, int part = 0, bool is_last = true);

    // Appends {…,"mark":"started"}, or {…,"mark":"ended","status":STATUS} for a status that is not empty.
    void append_mark(std::string& out, WallTime at, std::string_view status);

 private:
    struct Fields;
    std::unique_ptr<Fields> fields_;
};

} // namespace halberd
