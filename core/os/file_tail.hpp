#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <string>

namespace halberd {

// Reads a piece of a log. A negative offset is that many bytes from the end, and wants length 0; otherwise length 0 is
// "up to the end". Supervisor: options.py readFile(). Errors: EINVAL where Supervisor says BAD_ARGUMENTS, otherwise
// what open or read said (FAILED).
Result<std::string> read_log(const std::string& path, std::int64_t offset, std::int64_t length);

struct TailedBytes {
    std::string bytes;
    std::int64_t offset = 0; // the size of the file
    bool overflow = false;   // the file is longer than offset + length

    bool operator==(const TailedBytes&) const = default;
};

// Reads the last `length` bytes of a log, or fewer if that is all there is after `offset`. Supervisor: options.py
// tailFile(), with all its quirks. A file that cannot be read is an empty answer: a missing one with offset 0, another
// with the offset that was asked for.
TailedBytes tail_log(const std::string& path, std::int64_t offset, std::int64_t length);

// What Supervisor's `tail -f` shows when the file it follows becomes shorter. Supervisor: http.py tail_f_producer.
inline constexpr const char* FileTruncatedNotice = "==> File truncated <==\n";

// Reads what is appended to a log, through rotation (the rest of the old file comes first) and truncation. It does not
// watch the file: its owner asks when there is something new.
class FileFollower {
 public:
    struct NewBytes {
        bool was_truncated = false; // the file has become shorter; `bytes` are from its beginning
        std::string bytes;          // at most 1 MiB; empty: there is nothing new

        bool operator==(const NewBytes&) const = default;
    };

    // Begins `tail_bytes` before the end of the file, or at its beginning. Errors: step "open" with the path.
    static Result<FileFollower> open(std::string path, std::int64_t tail_bytes);

    // What has come since the last call. To be called until it is empty and not truncated.
    NewBytes read_new();

 private:
    FileFollower(std::string path, UniqueFd file, std::int64_t position)
        : path_(std::move(path)), file_(std::move(file)), position_(position) {}

    bool switch_to_new_file();

    std::string path_;
    UniqueFd file_;
    std::int64_t position_;
};

} // namespace halberd
