#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// The listener protocol as seen from the daemon: what an external listener writes to its stdout. Pure: bytes in,
// notices out.
//
//                  "READY\n"       sent()    "RESULT n\n" + n bytes    other bytes
//   ACKNOWLEDGED   READY           -         UNKNOWN                   UNKNOWN
//   READY          UNKNOWN         BUSY      UNKNOWN                   UNKNOWN
//   BUSY           UNKNOWN (1)     -         ACKNOWLEDGED              UNKNOWN
//   UNKNOWN        -               -         -                         -
//
// (1) it is not a RESULT line. Input may be cut anywhere. Only a restart of the listener (reset) leaves UNKNOWN.
// Supervisor: dispatchers.py PEventListenerDispatcher.
class ListenerChannel {
 public:
    enum class State { Acknowledged, Ready, Busy, Unknown };

    struct Notice {
        enum class Kind {
            Ready,     // it waits for an event
            Result,    // it answered: `text` is the body, "OK" or "FAIL"
            Violation, // it broke the protocol: `text` is what it wrote instead
        };
        Kind kind;
        std::string text;
        bool was_busy = false; // for Violation: an event was under way
    };

    // Takes what the listener wrote and tells what it means, in order.
    std::vector<Notice> read(std::string_view bytes);

    // An event was sent to it: READY becomes BUSY.
    void sent();

    // A new process is at the other end.
    void reset();

    State state() const { return state_; }

 private:
    std::optional<Notice> next();
    std::optional<Notice> next_ready();
    std::optional<Notice> next_result();
    Notice violation(std::string text);

    State state_ = State::Acknowledged;
    std::string buffer_;
    std::optional<std::size_t> result_length_;
};

std::string_view name_of(ListenerChannel::State state);

} // namespace halberd
