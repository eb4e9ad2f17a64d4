#pragma once

#include "sdk/wire/event_envelope.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::wire {

// The listener's side of the protocol: bytes from the daemon go in, in chunks of any size, and events come out.
//
// With EventLength::Characters a code point that ends in the next chunk is waited for, so a payload that breaks off in
// the middle of one (which Supervisor never sends) leaves its event incomplete.
class ListenerReader {
 public:
    struct Event {
        EventHeader header;
        std::string payload;
    };

    explicit ListenerReader(EventLength unit) : unit_(unit) {}

    void feed(std::string_view bytes) { buffer_ += bytes; }

    // The next complete event; nothing while bytes of it are missing. The error is the line that should have been a
    // header: from then on nobody knows where the next event begins.
    tl::expected<std::optional<Event>, std::string> next();

    // Whether bytes of an incomplete event wait for the rest.
    bool is_inside_event() const { return header_.has_value() || !buffer_.empty(); }

 private:
    // Whether the whole payload has arrived; counts on from where the last call stopped.
    bool has_payload();

    EventLength unit_;
    std::string buffer_;                // header line, or payload once header_ is set
    std::optional<EventHeader> header_; // of the event whose payload is being read
    std::size_t counted_bytes_ = 0;     // of the payload
    std::size_t counted_length_ = 0;    // the same in unit_
};

} // namespace halberd::wire
