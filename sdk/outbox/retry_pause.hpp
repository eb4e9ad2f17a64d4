#pragma once

#include <chrono>

namespace halberd::outbox {

// The longest pause between two attempts.
inline constexpr std::chrono::seconds longest_pause{300};

// How long to wait after that many failed attempts, of which there is one at least: 5 s, then twice as long each time,
// five minutes at most; `chance`, from 0 to 1, makes it shorter or longer by up to a fifth, so that many hosts don't
// come back to a mail server in the same moment.
std::chrono::milliseconds retry_pause(unsigned attempts, double chance);

} // namespace halberd::outbox
