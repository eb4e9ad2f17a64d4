#pragma once

#include "core/config/option_key.hpp"
#include "core/config/program_spec.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The keys of [eventlistener:x] beyond those of a program.

// Read once for the section.
struct ListenerSection {
    std::vector<EventSelection> events;
    std::size_t buffer_size = 10;
    EventLength event_length = EventLength::Characters;
    Delivery delivery = Delivery::Memory;
    std::optional<ByteSize> buffer_bytes;
    std::optional<std::string> delivery_file;
    std::string result_handler;
};
std::span<const Key<ListenerSection>> listener_section_keys();

// plugin= and isolation=, read for each process.
struct PluginChoice {
    std::optional<std::string> text; // of plugin=
    bool is_isolated = false;        // runs in a process of its own
};
std::span<const Key<PluginChoice>> plugin_keys();

// All of the above.
std::vector<std::string_view> listener_key_names();

} // namespace halberd
