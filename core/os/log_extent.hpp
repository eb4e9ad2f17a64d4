#pragma once

#include "core/os/log_position.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace halberd {

// A piece of a log's history: what one life of a process has written to it.
struct LogExtent {
    LogPosition begin;
    LogPosition end;
    bool is_beginning_lost = false; // what was before `begin` was cleared

    // Nothing was ever written, so that nothing can be lost.
    bool is_empty() const { return begin == end && !is_beginning_lost; }
};

// A log of which pieces are read back.
struct ReadableLog {
    std::string path;
    int backups = 0;             // PATH.1 to PATH.N
    std::uint64_t rotations = 0; // of it until this moment
};

struct ExtentLines {
    enum class Outcome {
        Complete,
        Cut,     // so many lines are too long; these are the last of them
        Rotated, // older ones of these lines were rotated away, cleared or packed
        Gone,    // all of them were
    };

    Outcome outcome = Outcome::Gone;
    std::string lines;
};

// The last lines of a piece, from the log's file and its plain backups: `count` lines, and `most_bytes` at most. A file
// that another program has moved away is found if it is called like a backup.
ExtentLines last_lines_of(const ReadableLog& log, const LogExtent& extent, std::size_t count, std::size_t most_bytes);

} // namespace halberd
