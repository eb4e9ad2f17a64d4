#pragma once

#include <halberd/plugin_abi.h>

#include <string>

namespace halberd {

// What a person wants to know of a plugin before configuring it, as text for a terminal: id, version, ABI, what it
// does, the events it wishes for and its options, as far as it tells them (halberd.description/1).
std::string describe_plugin(const struct halberd_plugin& plugin);

} // namespace halberd
