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
};

} // namespace halberd::mail
