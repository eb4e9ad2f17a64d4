// Feeds bytes as what a listener reads from the daemon: header lines and payloads. Whatever they are, the reader has to
// tell the same events wherever the input is cut, and an event that it has read is read again as the same when it is
// written.

#include "sdk/wire/event_script.hpp"
#include "sdk/wire/listener_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace halberd::wire {
namespace {

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

std::string text_of(const ListenerReader::Event& event) {
    const EventHeader& header = event.header;
    return header.version + "|" + header.server + "|" + std::to_string(header.serial) + "|" + header.pool + "|" +
           std::to_string(header.pool_serial) + "|" + header.event_name + "|" + event.payload;
}

// Writes the event and reads it again. A payload that breaks off within a character is never complete, so it gets an
// end.
void check_round_trip(ListenerReader::Event event, EventLength unit) {
    event.payload += ".";
    ListenerReader reader(unit);
    reader.feed(format_event(event.header, event.payload, unit));
    const auto again = reader.next();
    require(again && again->has_value(), "what was written can be read");
    require(text_of(**again) == text_of(event), "what was written is read as the same");
    require(!reader.is_inside_event(), "nothing is left of an event that was read");
}

// The events in the input, and how it ends, as text.
std::string read_in_pieces(std::string_view input, std::size_t piece, EventLength unit) {
    ListenerReader reader(unit);
    std::string told;
    while (true) {
        const auto event = reader.next();
        if (!event) {
            return told + "no header: " + event.error();
        }
        if (event->has_value()) {
            told += text_of(**event) + "\n";
            check_round_trip(**event, unit);
        } else if (input.empty()) {
            return told + (reader.is_inside_event() ? "inside" : "between");
        } else {
            reader.feed(input.substr(0, piece));
            input.remove_prefix(std::min(piece, input.size()));
        }
    }
}

void check(std::string_view input, EventLength unit) {
    const std::string whole = read_in_pieces(input, input.size() + 1, unit);
    require(read_in_pieces(input, 1, unit) == whole, "it does not matter where the input is cut (1)");
    require(read_in_pieces(input, 5, unit) == whole, "it does not matter where the input is cut (5)");
    if (const auto script = read_event_script(input, unit)) {
        for (const ScriptedEvent& event : *script) {
            require(event.header.length == payload_length(event.payload, unit), "a scripted event knows its length");
        }
    }
}

} // namespace
} // namespace halberd::wire

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    halberd::wire::check(input, halberd::wire::EventLength::Characters);
    halberd::wire::check(input, halberd::wire::EventLength::Bytes);
    return 0;
}
