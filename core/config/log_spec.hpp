#pragma once

#include "core/base/byte_size.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace halberd {

// How a line of output looks in the log.
enum class LogFormat {
    Raw,  // as the program wrote it
    Text, // behind the time, the process and the stream
    Json, // an object a line
};

// How a rotated file is packed.
enum class Compression { None, Gzip, Zstd };

// Where the output of one stream goes.
struct LogSpec {
    enum class Target {
        Auto, // a file in childlogdir whose name the daemon chooses
        None, // discarded
        File, // `path`
    };

    Target target = Target::Auto;
    std::string path;             // for Target::File: absolute
    ByteSize maxbytes = 50_MiB;   // rotate when the file has reached this size; 0: never
    int backups = 10;             // rotated files kept: path.1 … path.N; 0: the file is emptied
    ByteSize capture_maxbytes{0}; // 0: no capture mode; otherwise how much of a captured text is kept
    bool events_enabled = false;  // publish PROCESS_LOG_STDOUT / PROCESS_LOG_STDERR
    bool syslog = false;          // send the lines to syslog as well
    std::optional<std::chrono::seconds> rotate_every; // also when a period of this length has ended; nothing: never
    Compression compression = Compression::None;      // of rotated files

    bool operator==(const LogSpec&) const = default;
};

} // namespace halberd
