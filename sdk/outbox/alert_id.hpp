#pragma once

#include <halberd/event.hpp>
#include <halberd/host.hpp>
#include <string>
#include <string_view>

namespace halberd::outbox {

// 64 bits that differ with the text (FNV-1a), as 16 hexadecimal digits.
std::string digits_of(std::string_view text, std::string_view salt = {});

// What tells the events of one life of supervisord from those of the next, whose numbers start anew: the boot, and the
// start of the process that is supervisord. Empty when the numbers of the listener's pool never start anew
// (SUPERVISOR_DELIVERY=durable).
std::string life_of_supervisord(const Host& host);

// The Message-ID of an alert, without its brackets. It is the same when the event is delivered again, because the
// listener has died or the daemon was started again, and differs from that of any other event. `ordinal` tells several
// alerts about one event apart.
std::string alert_id(const Event& event, unsigned ordinal, const std::string& life);

} // namespace halberd::outbox
