#pragma once

#include "core/base/error.hpp"
#include "core/config/log_spec.hpp"

#include <atomic>
#include <cstdint>

namespace halberd {

// Packs what `source` holds, from its present position on, into `target`, and returns how many bytes it has read. Both
// are descriptors of files. Returns soon after `is_cancelled` has become true, with ECANCELED. Errors: step "read" or
// "write", or "compress" when the library fails; without a path, which a descriptor has not. May run on any thread.
Result<std::uint64_t> compress_file(int source, int target, Compression compression,
                                    const std::atomic<bool>& is_cancelled);

} // namespace halberd
