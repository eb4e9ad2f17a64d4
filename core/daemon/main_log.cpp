#include "core/daemon/main_log.hpp"

#include "core/os/system_log.hpp"

#include <unistd.h>

#include <cstdio>
#include <vector>

namespace halberd {
namespace {

class FileSink final : public LogSink {
 public:
    explicit FileSink(RotatingFile& file) : file_(file) {}
    void write(std::string_view line) override { file_.write(line); }

 private:
    RotatingFile& file_;
};

class SystemLogSink final : public LogSink {
 public:
    void write(std::string_view line) override { write_to_system_log("", line); }
};

// The terminal may be gone, or not read any more: that must not stop the daemon, so what it does not take is dropped.
class TerminalSink final : public LogSink {
 public:
    void write(std::string_view line) override {
        const auto ignored = ::write(STDOUT_FILENO, line.data(), line.size());
        static_cast<void>(ignored);
    }
};

} // namespace

Result<std::unique_ptr<MainLog>> MainLog::open(const ServerOptions& options) {
    const bool to_terminal = options.nodaemon && !options.silent;
    if (options.logfile == "syslog") {
        return std::unique_ptr<MainLog>(new MainLog(nullptr, options.loglevel, to_terminal));
    }
    // The log cannot report its own failures to itself; the terminal or the service manager gets them.
    const auto on_error = [path = options.logfile](const Error& error) {
        std::fprintf(stderr, "supervisord: log %s: %s\n", path.c_str(), error.message().c_str());
    };
    auto file = RotatingFile::open({options.logfile, options.logfile_maxbytes, options.logfile_backups, on_error});
    if (!file) {
        return tl::unexpected(file.error());
    }
    return std::unique_ptr<MainLog>(new MainLog(std::move(*file), options.loglevel, to_terminal));
}

MainLog::MainLog(std::unique_ptr<RotatingFile> file, LogLevel level, bool to_terminal) : file_(std::move(file)) {
    const auto sinks = [&] {
        std::vector<std::unique_ptr<LogSink>> made;
        if (file_) {
            made.push_back(std::make_unique<FileSink>(*file_));
        } else {
            made.push_back(std::make_unique<SystemLogSink>());
        }
        if (to_terminal) {
            made.push_back(std::make_unique<TerminalSink>());
        }
        return made;
    };
    log_ = make_log(level, sinks());
    unfiltered_ = make_log(LogLevel::Blather, sinks());
}

void MainLog::set_on_written(std::function<void()> on_written) {
    if (file_) {
        file_->set_on_written(std::move(on_written));
    }
}

void MainLog::reopen() {
    log_->info("supervisord logreopen");
    if (!file_) {
        return;
    }
    if (const auto reopened = file_->reopen(); !reopened) {
        log_->error("{}; still writing to the old file", reopened.error().message());
    }
}

Result<void> MainLog::clear() {
    if (!file_) {
        return failure("", "the log is in syslog");
    }
    log_->info("reopening log file"); // into the file that goes: the new one begins empty
    return file_->clear();
}

} // namespace halberd
