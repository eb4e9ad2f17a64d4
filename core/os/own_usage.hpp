#pragma once

#include "core/base/daemon_usage.hpp"

namespace halberd {

// What this process uses, from the kernel.
OwnUsage read_own_usage(const Clock& clock);

} // namespace halberd
