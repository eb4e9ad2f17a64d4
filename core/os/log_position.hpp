#pragma once

#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <optional>

namespace halberd {

// Tells a file from all others, whatever it is called by the time. The number of an inode alone does not: it is given
// to the next file as soon as this one has gone.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t born = 0; // in nanoseconds since the epoch; 0 where the file system does not know

    bool operator==(const FileIdentity&) const = default;
};

struct FileState {
    FileIdentity identity;
    std::uint64_t size = 0;
};

// Nothing when the kernel does not tell.
std::optional<FileState> state_of(const UniqueFd& file);

// A place in the history of a log, which stays the same while the log is rotated.
struct LogPosition {
    FileIdentity file;
    std::uint64_t rotations = 0; // of the log before that file: what lies between two positions, counted
    std::uint64_t offset = 0;

    bool operator==(const LogPosition&) const = default;
};

} // namespace halberd
