#pragma once

#include "sdk/mail/mailer.hpp"
#include "sdk/outbox/outbox_file.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace halberd::outbox {

// Decides what of an outbox is tried when, and writes down what became of it. Whoever has a Courier makes the attempts:
//
//   while (const auto delivery = courier.take_due(now)) { courier.settle(*delivery, attempt(*delivery), now); }
//
// The oldest is tried first. One that fails waits (retry_pause.hpp) while the others go on; when two fail in a row, the
// way to all of them counts as blocked, and they wait as long as that one. With the first that arrives again, all are
// due. One that fails after its time is a dead letter: an attempt is made after it, so that nothing is given up because
// a clock was set or a machine slept. One that is refused for good is a dead letter at once, and says nothing about the
// others; a pause that the other end asks for is kept, up to the longest one of ours.
//
// When the file can't be written, what became of deliveries is remembered, and written later. Not thread-safe.
class Courier {
 public:
    // What became of an attempt: where it went, or why it did not.
    using Attempt = tl::expected<std::string, mail::Failure>;

    // `chance` gives a number from 0 to 1. Both references outlive the courier.
    Courier(OutboxFile& file, std::function<double()> chance) : file_(file), chance_(std::move(chance)) {}

    // The next delivery to be tried; nothing when none is due.
    std::optional<Delivery> take_due(Time now);

    // When take_due() will have something, or is to be asked again; nothing when nothing waits.
    std::optional<Time> next_time(Time now);

    // Writes down what became of an attempt, in the delivery too, whether that is in the file or not.
    void settle(Delivery& delivery, const Attempt& attempt, Time now);

 private:
    void arrived(const Delivery& delivery, Time now);
    void failed(Delivery& delivery, const mail::Failure& failure, Time now);
    void write_down(const std::string& id, const std::optional<Delivery>& outcome, Time now);
    bool try_to_write(const std::string& id, const std::optional<Delivery>& outcome, Time now);
    bool is_left_out(const std::string& id, Time now) const;

    OutboxFile& file_;
    std::function<double()> chance_;
    unsigned failures_in_a_row_ = 0;
    bool is_blocked_ = false;

    // By id, what the file does not know yet: arrived (nothing), or how the delivery stands.
    std::map<std::string, std::optional<Delivery>> unwritten_;
};

} // namespace halberd::outbox
