#pragma once

#include "core/config/listener_keys.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <string>

namespace halberd {

// The file of a durable pool that has no delivery_file=: IDENTIFIER-POOL.events in childlogdir.
std::string default_delivery_file(const ServerOptions& server, const std::string& pool);

// Sets how `listener` keeps its events from delivery=, buffer_bytes= and delivery_file=. Warns of keys that mean
// nothing together, and of a file that a durable pool has left and nobody reads.
void settle_delivery(const ListenerSection& values, const std::string& pool, const ServerOptions& server,
                     SectionReader& reader, ListenerSpec& listener);

} // namespace halberd
