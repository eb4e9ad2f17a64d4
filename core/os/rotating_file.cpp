#include "core/os/rotating_file.hpp"

#include "core/os/backup_files.hpp"
#include "core/os/interrupted_call.hpp"
#include "core/os/log_target.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <utility>

namespace halberd {
namespace {

constexpr mode_t DefaultMode = 0666; // less the umask
constexpr std::size_t CopySize = 65'536;

// By how much a file may grow over its size while a line in it has no end.
constexpr std::size_t LongestLine = 65'536;

// Few bytes without a newline are no part of a line but all that was to be said: a pipe takes up to PIPE_BUF as a
// whole.
bool ends_within_line(std::string_view bytes) {
    return !bytes.ends_with('\n') && (bytes.size() >= PIPE_BUF || bytes.find('\n') != std::string_view::npos);
}

bool would_block(int errno_code) {
    return errno_code == EAGAIN || errno_code == EINTR;
}

// Makes the bytes all that is in the file; false when there is no room for them, and it is empty then.
bool fill(int fd, std::string_view bytes) {
    const bool is_written = ::pwrite(fd, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
    return ::ftruncate(fd, is_written ? static_cast<off_t>(bytes.size()) : 0) == 0 && is_written;
}

} // namespace

Result<std::unique_ptr<RotatingFile>> RotatingFile::open(RotatingFileOptions options) {
    std::unique_ptr<RotatingFile> file(new RotatingFile(std::move(options)));
    if (Result<void> opened = file->open_target(0, DefaultMode); !opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    return file;
}

Result<void> RotatingFile::open_target(int extra_flags, mode_t mode) {
    UniqueFd fd = open_log_target(options_.path, extra_flags, mode);
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        return system_failure("open", errno, options_.path);
    }
    fd_ = std::move(fd);
    is_regular_ = S_ISREG(status.st_mode) && ::lseek(fd_.get(), 0, SEEK_END) >= 0;
    is_socket_ = S_ISSOCK(status.st_mode);
    is_ours_ = is_regular_ && !options_.path.starts_with("/dev/") && !options_.path.starts_with("/proc/") &&
               !names_own_descriptor(options_.path);
    can_splice_ = true;
    rotate_at_ = options_.maxbytes.bytes;
    return {};
}

std::uint64_t RotatingFile::size() const {
    struct stat status {};
    if (!is_regular_ || ::fstat(fd_.get(), &status) != 0) {
        return 0;
    }
    return static_cast<std::uint64_t>(status.st_size);
}

std::optional<LogPosition> RotatingFile::position() const {
    const std::optional<FileState> file = is_ours_ ? state_of(fd_) : std::nullopt;
    return file ? std::optional(LogPosition{file->identity, rotations_, file->size}) : std::nullopt;
}

WallTime RotatingFile::last_written() const {
    struct stat status {};
    ::fstat(fd_.get(), &status);
    return WallTime(std::chrono::seconds(status.st_mtim.tv_sec));
}

std::string RotatingFile::kind() const {
    return is_ours_ ? std::string() : kind_of_target(fd_.get(), options_.path);
}

mode_t RotatingFile::mode() const {
    struct stat status {};
    return ::fstat(fd_.get(), &status) == 0 ? status.st_mode & 0777 : DefaultMode;
}

// Returns how many bytes are dealt with: written, or dropped because of an error. Fewer than given: it would block.
std::size_t RotatingFile::write_some(std::string_view bytes) {
    std::size_t done = 0;
    std::uint64_t end = size();
    while (done < bytes.size()) {
        const char* data = bytes.data() + done;
        const std::size_t count = bytes.size() - done;
        const ssize_t written = is_regular_  ? ::pwrite(fd_.get(), data, count, static_cast<off_t>(end))
                                : is_socket_ ? ::send(fd_.get(), data, count, MSG_DONTWAIT | MSG_NOSIGNAL)
                                             : ::write(fd_.get(), data, count);
        if (written >= 0) {
            done += static_cast<std::size_t>(written);
            end += static_cast<std::uint64_t>(written);
            written_bytes_ += static_cast<std::uint64_t>(written);
            is_failing_ = false;
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            report(Error{"write", errno, options_.path});
            done = bytes.size();
        }
    }
    appended(end, ends_within_line(bytes));
    return done;
}

// How much of the bytes belongs into this file: all, or the lines that fill it if what follows is the beginning of one.
std::size_t RotatingFile::length_up_to_rotation(std::string_view bytes) const {
    if (!is_rotated_by_size()) {
        return bytes.size();
    }
    const std::size_t lines = bytes.rfind('\n') + 1; // 0 without a newline
    const bool ends_within_line = lines > 0 && lines < bytes.size();
    return ends_within_line && size() + lines >= rotate_at_ ? lines : bytes.size();
}

void RotatingFile::write(std::string_view bytes) {
    if (!fd_ || bytes.empty()) {
        return;
    }
    is_within_line_ = !bytes.ends_with('\n');
    flush();
    if (const std::size_t length = length_up_to_rotation(bytes); length < bytes.size()) {
        write_some(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    if (backlog_.empty()) {
        bytes.remove_prefix(write_some(bytes));
    }
    if (backlog_.size() + bytes.size() > options_.backlog.bytes) {
        report(Error{"", EAGAIN,
                     fmt::format("nobody reads {}: {} bytes wait for it, and what exceeds them is dropped",
                                 options_.path, backlog_.size())});
        return;
    }
    backlog_ += bytes;
}

void RotatingFile::flush() {
    if (!backlog_.empty()) {
        backlog_.erase(0, write_some(backlog_));
    }
}

RotatingFile::Moved RotatingFile::write_from_pipe(int pipe, std::size_t limit) {
    return is_regular_ && fd_ && can_splice_ ? splice_from(pipe, limit) : copy_from(pipe, limit);
}

RotatingFile::Moved RotatingFile::splice_from(int pipe, std::size_t limit) {
    auto end = static_cast<off_t>(size());
    if (is_rotated_by_size()) {
        // The bytes around the rotation are looked at for the end of a line.
        const std::uint64_t full_at = rotate_at_ - std::min(rotate_at_, static_cast<std::uint64_t>(end));
        if (full_at <= CopySize) {
            return copy_from(pipe, limit);
        }
        limit = std::min<std::size_t>(limit, full_at - 1);
    }
    const ssize_t moved = unless_interrupted(
        [&] { return ::splice(pipe, nullptr, fd_.get(), &end, limit, SPLICE_F_MOVE | SPLICE_F_NONBLOCK); });
    if (moved > 0) {
        is_failing_ = false;
        written_bytes_ += static_cast<std::uint64_t>(moved);
        appended(static_cast<std::uint64_t>(end), false);
        return {static_cast<std::size_t>(moved), false};
    }
    if (moved == 0) {
        return {0, true};
    }
    if (would_block(errno)) {
        return {};
    }
    // EINVAL: a file system without splice. Otherwise writing will fail too, which drops the bytes and says so.
    can_splice_ = errno != EINVAL;
    return copy_from(pipe, limit);
}

RotatingFile::Moved RotatingFile::copy_from(int pipe, std::size_t limit) {
    std::array<char, CopySize> buffer; // NOLINT: read(2) fills it
    const ssize_t count =
        unless_interrupted([&] { return ::read(pipe, buffer.data(), std::min(limit, buffer.size())); });
    if (count > 0) {
        write({buffer.data(), static_cast<std::size_t>(count)});
        return {static_cast<std::size_t>(count), false};
    }
    return {0, count == 0 || !would_block(errno)};
}

void RotatingFile::appended(std::uint64_t new_size, bool is_within_line) {
    if (on_written_) {
        on_written_();
    }
    if (is_rotated_by_size() && new_size >= rotate_at_ + (is_within_line ? LongestLine : 0)) {
        rotate_by_size();
        if (on_written_) {
            on_written_();
        }
    }
}

// Supervisor: loggers.py doRollover().
void RotatingFile::rotate_by_size() {
    if (const Result<void> rotated = begin_next_file({}); !rotated) {
        report(rotated.error());
        // The log goes on in the file that is open; the next attempt is due when it has grown by as much again.
        rotate_at_ = size() + options_.maxbytes.bytes;
    }
}

// Goes on in an empty file, into which the last bytes of the present one are moved: `first_bytes`.
Result<void> RotatingFile::begin_next_file(std::string_view first_bytes) {
    const auto kept = static_cast<off_t>(size() - first_bytes.size());
    if (options_.backups <= 0) {
        const bool is_filled = fill(fd_.get(), first_bytes);
        ++rotations_; // even if it is not: it is empty then
        return is_filled ? Result<void>() : system_failure("truncate", errno, options_.path);
    }
    if (!path_is_ours()) {
        return reopen();
    }
    if (Result<void> shifted = BackupFiles(options_.path, options_.backups).shift(); !shifted) {
        return shifted;
    }
    const UniqueFd old(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 3));
    if (Result<void> opened = open_target(O_TRUNC, mode()); !opened) {
        return opened;
    }
    ++rotations_;
    // In this order, so that a daemon that is killed in between leaves the bytes twice rather than nowhere.
    if (!first_bytes.empty() && old && fill(fd_.get(), first_bytes)) {
        static_cast<void>(::ftruncate(old.get(), kept) == 0);
    }
    if (options_.on_rotated) {
        options_.on_rotated();
    }
    return {};
}

Result<bool> RotatingFile::rotate(UnfinishedLine unfinished) {
    if (!is_ours_ || size() == 0) {
        return false;
    }
    const std::string moved = unfinished == UnfinishedLine::GoesOn ? unfinished_line() : std::string();
    if (moved.size() == size()) {
        return false;
    }
    if (Result<void> begun = begin_next_file(moved); !begun) {
        return tl::unexpected(std::move(begun.error()));
    }
    if (on_written_) {
        on_written_();
    }
    return true;
}

// What follows the last newline; nothing when that is more than any line should be, or cannot be read.
std::string RotatingFile::unfinished_line() const {
    const UniqueFd file(::open(options_.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file || !path_is_ours()) {
        return {};
    }
    std::string end(std::min<std::uint64_t>(size(), LongestLine), '\0');
    const ssize_t count = ::pread(file.get(), end.data(), end.size(), static_cast<off_t>(size() - end.size()));
    if (count != static_cast<ssize_t>(end.size())) {
        return {};
    }
    const std::size_t newline = end.rfind('\n');
    if (newline == std::string::npos && size() > LongestLine) {
        return {};
    }
    return end.substr(newline + 1);
}

void RotatingFile::end_line() {
    const bool is_unfinished = is_regular_ ? !unfinished_line().empty() : is_within_line_;
    if (is_unfinished) {
        write("\n");
    }
}

void RotatingFile::follow_rotation() {
    if (is_ours_ && !path_is_ours()) {
        if (const Result<void> opened = reopen(); !opened) {
            report(opened.error());
        }
    }
}

bool RotatingFile::path_is_ours() const {
    struct stat by_path {};
    struct stat by_fd {};
    return ::stat(options_.path.c_str(), &by_path) == 0 && ::fstat(fd_.get(), &by_fd) == 0 &&
           by_path.st_ino == by_fd.st_ino && by_path.st_dev == by_fd.st_dev;
}

Result<void> RotatingFile::reopen() {
    Result<void> opened = open_target(0, fd_ ? mode() : DefaultMode);
    if (opened && on_written_) {
        on_written_();
    }
    return opened;
}

Result<void> RotatingFile::clear() {
    if (!is_ours_) {
        return {};
    }
    if (::unlink(options_.path.c_str()) != 0 && errno != ENOENT) {
        return system_failure("remove", errno, options_.path);
    }
    return reopen();
}

Result<void> RotatingFile::remove() {
    if (is_ours_ && ::unlink(options_.path.c_str()) != 0 && errno != ENOENT) {
        return system_failure("remove", errno, options_.path);
    }
    fd_.reset();
    is_regular_ = false;
    is_ours_ = false;
    backlog_.clear();
    return {};
}

void RotatingFile::report(const Error& error) {
    if (!std::exchange(is_failing_, true) && options_.on_error) {
        options_.on_error(error);
    }
}

} // namespace halberd
