#pragma once

#include "core/base/error.hpp"

#include <string>

namespace halberd {

// The bytes of a small file, up to its end. The error says what open or read said; EFBIG for a file of more than
// 1 MiB, which is none of the files that this is for.
Result<std::string> read_whole_file(const std::string& path);

} // namespace halberd
