#pragma once

#include "core/base/byte_size.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"
#include "core/os/log_position.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

struct RotatingFileOptions {
    std::string path;
    ByteSize maxbytes{0}; // rotate after the write that reaches this size; 0: never
    int backups = 0; // rotated files that are kept, path.1 (the youngest) to path.N; 0: the file is emptied instead

    // Told the first of each run of failures, such as a disk that is full; it may be empty. What cannot be written is
    // dropped, and the next write tries again.
    std::function<void(const Error&)> on_error;

    // Told that path.1 is complete, after each rotation that has made one; it may be empty, and must not destroy the
    // file.
    std::function<void()> on_rotated = {};

    // So many bytes wait for a target that takes no more for the time being; what exceeds them is dropped.
    ByteSize backlog = 2_MiB;
};

// A log file that is appended to, and rotated by size as Supervisor does it: after the write that reaches maxbytes.
// Supervisor: loggers.py RotatingFileHandler. Its owner may rotate it at any other time. Backups may be packed, which
// is others' work: see BackupFiles and LogCompressor.
//
// No line is cut in two where that can be avoided. Of a write that ends within a line, what follows its last newline
// goes to the next file; when even the size is reached within that line, the rotation waits for its end, for up to
// 64 KiB. A short write without any newline is not taken for part of a line.
//
// Every write goes to where the file ends at that moment, so that a second writer, or a tool that copies and truncates
// the file, does no harm. When somebody else has moved the file away, a rotation that is due opens a new one instead.
//
// A target that is no regular file (a terminal, a FIFO, a socket as /dev/stdout) and whatever lies in /dev or /proc is
// written, never rotated, cleared or removed. When it takes no more bytes for the time being, some of them wait here.
//
// Loop thread only, in a process that ignores SIGPIPE and SIGXFSZ. A rotated file keeps its permissions for its
// successor: a private log stays private.
class RotatingFile {
 public:
    // Creates the file if need be. Errors: step "open" with the path.
    static Result<std::unique_ptr<RotatingFile>> open(RotatingFileOptions options);

    RotatingFile(const RotatingFile&) = delete;
    RotatingFile& operator=(const RotatingFile&) = delete;

    // Appends, then rotates if it is time.
    void write(std::string_view bytes);

    // What became of the bytes of a pipe. They are never copied into this process if the kernel can do without.
    struct Moved {
        std::size_t bytes = 0; // taken out of the pipe
        bool at_end = false;   // no process has the other end open any more
    };

    // Appends what is in a non-blocking pipe, at most `limit` bytes, as one write. The bytes may be fewer than the pipe
    // has. Nothing moved and not at the end: the pipe is empty.
    Moved write_from_pipe(int pipe, std::size_t limit);

    // Bytes wait here because the target takes no more: a reader should pause, and call flush() in a while.
    bool is_blocked() const { return !backlog_.empty(); }
    void flush();

    // What is to become of an unfinished line at the end of a file that is rotated.
    enum class UnfinishedLine {
        GoesOn, // up to 64 KiB of it go on in the next file; when there is nothing else, the file is not rotated
        IsOver, // it stays where it is: nobody goes on writing it
    };

    // Rotates whatever the size, and returns whether there was anything to rotate. Errors: as in a rotation by size,
    // and the log goes on in the file that is open; on_error is not told.
    Result<bool> rotate(UnfinishedLine unfinished);

    // Ends a line that the file ends with, as a process that was killed may have left one.
    void end_line();

    // Opens the path anew, if it names another file by this time: another object has rotated it.
    void follow_rotation();

    // Opens the path anew, after another program has moved the file away (SIGUSR2). On error the old file stays open.
    Result<void> reopen();

    // Removes the file and begins a new one (clearProcessLogs). On error the old file stays open.
    Result<void> clear();

    // Removes the file for good; what is written from here on is dropped.
    Result<void> remove();

    // Called after each append, rotation or clearing, synchronously: someone follows the log. Must neither destroy
    // the file nor set another callback.
    void set_on_written(std::function<void()> on_written) { on_written_ = std::move(on_written); }

    const std::string& path() const { return options_.path; }
    ByteSize maxbytes() const { return options_.maxbytes; }

    // How much this object has written, into all files that the path has named meanwhile.
    std::uint64_t written_bytes() const { return written_bytes_; }

    // The size of the file at this moment; 0 for a target that has none.
    std::uint64_t size() const;

    // Where the file ends at this moment, for whoever wants to read it later. Nothing for a target that is not
    // rotatable, or when the kernel does not tell.
    std::optional<LogPosition> position() const;

    // How often it has gone on in an empty file by itself.
    std::uint64_t rotations() const { return rotations_; }

    // When somebody wrote to the file last; it must be rotatable.
    WallTime last_written() const;

    // It is a file of its own, and not what cannot be rotated, cleared or removed.
    bool is_rotatable() const { return is_ours_; }

    // What is in the place of a file: "a FIFO", "a terminal", "a socket"; empty when it is a file of its own.
    std::string kind() const;

 private:
    explicit RotatingFile(RotatingFileOptions options) : options_(std::move(options)) {}

    Result<void> open_target(int extra_flags, mode_t mode);
    std::size_t write_some(std::string_view bytes);
    std::size_t length_up_to_rotation(std::string_view bytes) const;
    Moved splice_from(int pipe, std::size_t limit);
    Moved copy_from(int pipe, std::size_t limit);
    void appended(std::uint64_t new_size, bool is_within_line);
    void rotate_by_size();
    Result<void> begin_next_file(std::string_view first_bytes);
    std::string unfinished_line() const;
    bool path_is_ours() const;
    bool is_rotated_by_size() const { return is_ours_ && rotate_at_ > 0; }
    mode_t mode() const;
    void report(const Error& error);

    RotatingFileOptions options_;
    UniqueFd fd_;
    bool is_regular_ = false; // has a size and an end
    bool is_ours_ = false;    // may be rotated, cleared, removed
    bool is_socket_ = false;
    bool can_splice_ = true;
    bool is_failing_ = false;     // the present run of failures has been reported
    bool is_within_line_ = false; // the last write ended so; of bytes that the kernel moves nothing is known
    std::uint64_t rotate_at_ = 0;
    std::uint64_t written_bytes_ = 0;
    std::uint64_t rotations_ = 0;
    std::string backlog_;
    std::function<void()> on_written_;
};

} // namespace halberd
