#pragma once

#include "core/base/error.hpp"

#include <string>

namespace halberd {

// The file that tells others the pid of the daemon. It is removed when this object is destroyed, unless another process
// has written its own pid into it meanwhile. Supervisor: options.py write_pidfile().
class PidFile {
 public:
    // Writes the pid of the calling process, that is, after daemonize(). Errors: step "open" or "write" with the path.
    static Result<PidFile> write(std::string path);

    PidFile(PidFile&& other) noexcept;
    PidFile& operator=(PidFile&& other) noexcept;
    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;
    ~PidFile();

 private:
    explicit PidFile(std::string path) : path_(std::move(path)) {}

    std::string path_; // empty: nothing to remove
};

} // namespace halberd
