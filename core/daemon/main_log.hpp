#pragma once

#include "core/base/log.hpp"
#include "core/config/server_options.hpp"
#include "core/os/rotating_file.hpp"

#include <functional>
#include <memory>

namespace halberd {

// The activity log of the daemon: the file of logfile=, or syslog for logfile=syslog, and the terminal while it stays
// in the foreground.
class MainLog {
 public:
    // Opens the log file. Errors: step "open" with the path.
    static Result<std::unique_ptr<MainLog>> open(const ServerOptions& options);

    Log& log() { return *log_; }

    // The same log for lines that are written whatever loglevel= says.
    Log& unfiltered() { return *unfiltered_; }

    // Another program has moved the file away (SIGUSR2).
    void reopen();

    // Removes the file and begins a new one (clearLog).
    Result<void> clear();

    // The file has grown.
    void set_on_written(std::function<void()> on_written);

 private:
    MainLog(std::unique_ptr<RotatingFile> file, LogLevel level, bool to_terminal);

    std::unique_ptr<RotatingFile> file_; // null for syslog
    std::unique_ptr<Log> log_;
    std::unique_ptr<Log> unfiltered_;
};

} // namespace halberd
