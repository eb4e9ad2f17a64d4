#pragma once

#include <halberd/plugin_abi.h>

#include <string>
#include <tl/expected.hpp>

namespace halberd {

// The table of the plugin in the file `path`, which is loaded for it unless this process has loaded the same version of
// the file before. What is loaded is a copy in memory, so that whatever becomes of the file, even one that is written
// over in place, cannot reach running code, and a file that was replaced is another version, with code and state of its
// own. It stays loaded until the process ends. Where the system allows no code in such memory, or a plugin finds
// libraries by $ORIGIN, the file itself is loaded.
//
// The error says what keeps the file from being a plugin, to be read after its path. [any thread]
tl::expected<const struct halberd_plugin*, std::string> load_plugin_table(const std::string& path);

} // namespace halberd
