#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd::wire {

// The header line of an event as a listener receives it:
//   ver:3.0 server:supervisor serial:21 pool:listener poolserial:10 eventname:PROCESS_STATE_EXITED len:54
// followed by a newline and the payload. Supervisor: process.py _eventEnvelope().
struct EventHeader {
    std::string version = "3.0";
    std::string server; // identifier of the daemon
    std::uint64_t serial = 0;
    std::string pool;
    std::uint64_t pool_serial = 0;
    std::string event_name;
    std::size_t length = 0; // of the payload, in the unit of EventLength
};

// What `len` counts. Supervisor 4 counts characters (code points of the UTF-8 text), which is the default of both
// sides; event_length=bytes changes it for a listener.
enum class EventLength { Characters, Bytes };

// The length of a payload in that unit. Bytes that are not UTF-8 count one each.
std::size_t payload_length(std::string_view payload, EventLength unit);

// The header line with its newline, then the payload. `header.length` is ignored and computed.
std::string format_event(const EventHeader& header, std::string_view payload, EventLength unit);

// Reads a header line (without its newline). Nothing when a required token is missing or a number is malformed.
std::optional<EventHeader> parse_event_header(std::string_view line);

// "processname:cat groupname:cat from_state:STOPPED tries:0" as pairs in order. A token without a colon is left out.
std::vector<std::pair<std::string, std::string>> parse_tokens(std::string_view text);

} // namespace halberd::wire
