#include "core/os/file_tail.hpp"

#include "core/os/log_reading.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace halberd {
namespace {

constexpr std::int64_t PieceSize = 1'048'576;

std::int64_t size_of(const UniqueFd& file) {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 ? status.st_size : 0;
}

bool is_same_file(const struct stat& a, const struct stat& b) {
    return a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

} // namespace

Result<std::string> read_log(const std::string& path, std::int64_t offset, std::int64_t length) {
    if (length < 0 || (offset < 0 && length != 0)) {
        return system_failure("read", EINVAL, path);
    }
    const UniqueFd file = open_log_for_reading(path);
    if (!file) {
        return system_failure("open", errno, path);
    }
    const std::int64_t size = size_of(file);
    const std::int64_t begin = offset < 0 ? std::max<std::int64_t>(size + offset, 0) : std::min(offset, size);
    const std::int64_t available = size - begin;
    return read_at(file, begin, length == 0 ? available : std::min(length, available));
}

TailedBytes tail_log(const std::string& path, std::int64_t offset, std::int64_t length) {
    constexpr std::int64_t Largest = INT64_MAX / 4;
    const std::int64_t asked = offset;
    offset = std::clamp(offset, -Largest, Largest);
    length = std::clamp(length, -Largest, Largest);
    const UniqueFd file = open_log_for_reading(path);
    if (!file) {
        return {"", errno == ENOENT ? 0 : asked, false};
    }
    const std::int64_t size = size_of(file);
    bool overflow = false;
    if (size > offset + length) {
        overflow = true;
        offset = size - 1;
    }
    if (offset + length > size) {
        if (offset > size - 1) {
            length = 0;
        }
        offset = size - length;
    }
    const std::int64_t begin = std::max<std::int64_t>(offset, 0);
    const Result<std::string> bytes = read_at(file, begin, std::min(length, size - begin));
    if (!bytes) {
        return {"", asked, false};
    }
    return {*bytes, size, overflow};
}

Result<FileFollower> FileFollower::open(std::string path, std::int64_t tail_bytes) {
    UniqueFd file = open_log_for_reading(path);
    if (!file) {
        return system_failure("open", errno, path);
    }
    const std::int64_t position = std::max<std::int64_t>(size_of(file) - tail_bytes, 0);
    return FileFollower(std::move(path), std::move(file), position);
}

FileFollower::NewBytes FileFollower::read_new() {
    NewBytes found;
    do {
        std::int64_t size = size_of(file_);
        if (const std::int64_t missing = position_ - size; missing > 0) {
            // A rotation has moved the unfinished line at its end, which was read already, to the beginning of the
            // next.
            const bool is_moved = switch_to_new_file();
            found.was_truncated = !is_moved;
            size = size_of(file_);
            position_ = is_moved ? std::min(missing, size) : 0;
        }
        found.bytes = read_at(file_, position_, std::min(size - position_, PieceSize)).value_or("");
        position_ += static_cast<std::int64_t>(found.bytes.size());
    } while (found.bytes.empty() && switch_to_new_file());
    return found;
}

// Whether the path names another file by this time; then that one is followed, from its beginning.
bool FileFollower::switch_to_new_file() {
    struct stat ours {};
    struct stat current {};
    if (::fstat(file_.get(), &ours) != 0 || ::stat(path_.c_str(), &current) != 0 || is_same_file(ours, current)) {
        return false;
    }
    UniqueFd next = open_log_for_reading(path_);
    if (!next) {
        return false;
    }
    file_ = std::move(next);
    position_ = 0;
    return true;
}

} // namespace halberd
