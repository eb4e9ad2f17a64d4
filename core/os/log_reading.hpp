#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <string>

namespace halberd {

// Opens a log for reading, without ever waiting: it may be a FIFO that nobody writes to. Not open, with errno set, when
// that fails.
UniqueFd open_log_for_reading(const std::string& path);

// `count` bytes of a file from `position` on, or fewer when it ends before. Errors: step "read".
Result<std::string> read_at(const UniqueFd& file, std::int64_t position, std::int64_t count);

} // namespace halberd
