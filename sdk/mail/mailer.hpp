#pragma once

#include "sdk/mail/message.hpp"

#include <string>
#include <tl/expected.hpp>

namespace halberd::mail {

// A way by which mails leave. Blocks until the message is handed over, for as long as the way's time-outs allow. Not
// thread-safe.
class Mailer {
 public:
    virtual ~Mailer() = default;

    // Sends the message. Both texts are for a log, after "mail to A …": where it went ("delivered to
    // /var/mail/new/1.x", "accepted by smtp://relay: 250 queued"), or which way was tried and why it failed. They show
    // no password.
    virtual tl::expected<std::string, std::string> send(const Message& message) = 0;

    // The way, for people: "smtp://relay:25". It shows no password.
    virtual std::string destination() const { return {}; }

    // Ends what sends may have left open for the next one.
    virtual void hang_up() {}

    // Has a send() that another thread is in fail soon, and all later ones at once: the program ends. What was to be
    // sent may arrive all the same. The only method that any thread may call.
    virtual void cancel() {}
};

} // namespace halberd::mail
