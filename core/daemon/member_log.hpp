#pragma once

#include "core/config/program_spec.hpp"
#include "core/daemon/log_lives.hpp"
#include "core/daemon/member.hpp"
#include "core/os/rotating_file.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace halberd {

// The log of one stream of one member: where it is, and the file while it is open. An AUTO log gets its name, and its
// empty file, when the member is made; a named one is created when the process starts.
//
// A log that is also rotated by time has a timer from its first opening on; one that was last written in an earlier
// period is rotated when it is opened.
class MemberLog {
 public:
    MemberLog(const LogSpec& spec, const std::string& process, Stream stream, DaemonServices& services);
    ~MemberLog();

    // Empty for NONE.
    const std::string& path() const { return path_; }

    // Opens the file anew, for a process that is about to start. A file that cannot be opened is logged; the output is
    // discarded then.
    void open(LogFormat format, std::function<void()> on_written);

    // What is written from here on is from that process, and ends here. Where the last few lives are in the log is
    // remembered, and nothing of what they wrote.
    void begin_life(pid_t pid) { lives_.begin(pid, position()); }
    void end_life() { lives_.end(position()); }

    // The process has ended: nobody goes on with an unfinished line.
    void on_end();

    // What the last life of that pid has written last, of those that have ended.
    LastOutput last_output(pid_t pid, std::size_t lines) const;

    // How much was written to it since this object was made.
    std::uint64_t written_bytes() const { return earlier_bytes_ + (file_ ? file_->written_bytes() : 0); }

    // The open file, or nullptr.
    RotatingFile* file() { return file_.get(); }

    Result<void> clear();

    // Rotates it at once, also when no process has opened it.
    LogRotation rotate();

    // The log with that path was rotated: if it is this one, what follows goes to the new file.
    void follow_rotation(const std::string& path);

    void reopen();

    // Deletes an AUTO log and its backups; leaves a named one alone.
    void remove_if_automatic();

 private:
    struct Timer;
    std::optional<LogPosition> position() const;
    std::string why_there_is_no_file() const;
    RotatingFileOptions file_options();
    void open_file(LogFormat format, std::function<void()> on_written);
    void flush_after(std::chrono::milliseconds pause);
    Result<bool> rotate_lines(RotatingFile& file) const;
    void rotate_if_overdue();
    void rotate_by_time();
    void arm_timer();

    const LogSpec& spec_;
    Stream stream_;
    DaemonServices& services_;
    std::string process_;
    std::string path_;
    std::unique_ptr<RotatingFile> file_;
    std::uint64_t earlier_bytes_ = 0;     // written by the objects before that one
    std::uint64_t earlier_rotations_ = 0; // made by them
    LogLives lives_;
    bool is_written_ = false;      // there is a process that writes to it
    bool is_failing_ = false;      // the present run of failures to rotate it by time has been reported
    std::shared_ptr<Timer> timer_; // shared so that a wait that is over can see that its owner has gone
};

} // namespace halberd
