#pragma once

#include <halberd/host.hpp>

namespace halberd::alert {

// A host that has the variables of this process, and no log: for what a plugin does by its command line alone.
Host own_process_host();

} // namespace halberd::alert
