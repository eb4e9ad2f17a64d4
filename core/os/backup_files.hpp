#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"
#include "core/config/log_spec.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace halberd {

// The rotated files of a log: PATH.1, the youngest, to PATH.N, each of them plain or packed (PATH.2.gz, PATH.3.zst).
// Which ones are packed, and how, is seen from their names, so that a setting may change at any time.
class BackupFiles {
 public:
    BackupFiles(std::string path, int count) : path_(std::move(path)), count_(count) {}

    // Makes the log itself the youngest backup; the oldest goes. Errors: step "rename" with the path.
    Result<void> shift() const;

    // Removes all of them, and what an interrupted compression has left.
    void remove() const;

    // A plain backup, open for reading: the file, whatever it is called by the time when it is packed.
    struct Plain {
        std::string path; // as it was when it was opened
        UniqueFd file;
    };

    // The youngest plain one, or nothing. Of one that is packed already, because the daemon was killed between the two
    // steps of replace(), the plain file is removed here.
    Result<std::optional<Plain>> open_plain() const;

    // Where a packed file is written until it is complete; no backup is ever called like this.
    std::string unfinished_path() const { return path_ + ".compressing"; }

    // Puts the complete file at unfinished_path() in the place of `plain`, of which it holds `size` bytes; when the
    // backup has been rotated out meanwhile, the packed file is dropped instead. Errors: somebody has written to the
    // backup; step "rename" with the path.
    Result<void> replace(const Plain& plain, std::uint64_t size, Compression compression) const;

 private:
    std::string name(int number) const { return path_ + "." + std::to_string(number); }
    Result<void> move(const std::string& from, const std::string& to) const;

    std::string path_;
    int count_;
};

// ".gz", ".zst", or nothing.
std::string suffix_of(Compression compression);

} // namespace halberd
