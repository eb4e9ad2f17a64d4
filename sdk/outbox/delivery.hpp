#pragma once

#include "sdk/mail/message.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace halberd::outbox {

// Wall-clock time: what waits in an outbox outlives the process.
using Time = std::chrono::system_clock::time_point;

// An alert on its way to somebody: what an outbox keeps. It holds no secret: passwords, tokens and the addresses of
// webhooks stay in the options of the plugin that delivers it.
struct Delivery {
    // Complete, with its stamp, whose id names the alert: two deliveries with the same id are the same alert.
    mail::Message message;

    std::string transport;   // how it leaves: "command", "smtp", "maildir", "webhook"
    std::string destination; // for people: "smtp://relay:25"
    std::string about;       // the process, "group:name"
    Time expires;            // until then it is tried

    // What became of it so far.
    std::int64_t number = 0; // within its outbox; 0 before it is in one
    unsigned attempts = 0;
    Time next_attempt;
    bool is_held = false;              // it may grow until next_attempt, and does not leave before it is due
    std::vector<std::string> silenced; // while it is held: processes whose silence it waits out, "group:name"
    bool is_dead = false;              // expired, displaced or refused for good: kept for people to see, not tried
    std::string error;                 // why the last attempt failed

    const std::string& id() const { return message.stamp->id; }
};

} // namespace halberd::outbox
