#pragma once

#include "core/base/byte_size.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

// A plugin instead of a command: `plugin=crashmail -a -m ops@example.com`.
struct PluginSpec {
    std::string library;                // path of the .so; where it was expected when there is none
    std::vector<std::string> arguments; // without the name of the plugin

    bool operator==(const PluginSpec&) const = default;
};

// Events of one type, PROCESS_STATE_EXITED or a supertype; `processes`, when it is not empty, leaves only those of
// processes that the pattern fits: "web:*" is compared with GROUP:PROCESS, "web*" with the name of either.
struct EventSelection {
    std::string type;
    std::string processes;

    // As events= has it: "PROCESS_STATE_EXITED(web:*)".
    std::string text() const { return processes.empty() ? type : type + "(" + processes + ")"; }

    bool operator==(const EventSelection&) const = default;
};

// What `len` in the header of an event counts.
enum class EventLength { Characters, Bytes };

// Where a pool keeps the events that no listener has answered yet.
enum class Delivery {
    Memory,  // they are lost with the daemon, as Supervisor's are
    Durable, // on disk as well: see event_store.hpp
};

// What makes a group an event listener pool.
struct ListenerSpec {
    std::vector<EventSelection> events; // of checked types
    std::size_t buffer_size = 10;       // events kept while no listener is ready
    EventLength event_length = EventLength::Characters;
    Delivery delivery = Delivery::Memory;
    ByteSize buffer_bytes = 64_MiB;   // of a durable pool: bounds its queue instead of buffer_size
    std::string delivery_file;        // of a durable pool: the file of its queue, absolute
    std::optional<PluginSpec> plugin; // set: runs in the daemon. isolation=process is turned into a command instead.

    bool operator==(const ListenerSpec&) const = default;
};

} // namespace halberd
