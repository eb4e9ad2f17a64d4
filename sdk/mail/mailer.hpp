#pragma once

#include "sdk/mail/message.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace halberd::mail {

// Why a message did not leave.
struct Failure {
    Failure(std::string why) : reason(std::move(why)) {}

    std::string reason;                        // as that of Mailer::send
    bool is_final = false;                     // the same message will be refused again
    std::optional<std::chrono::seconds> pause; // what the other end asks for before the next attempt
};

// A way by which mails leave. Blocks until the message is handed over, for as long as the way's time-outs allow. Not
// thread-safe.
class Mailer {
 public:
    virtual ~Mailer() = default;

    // Sends the message. Both texts are for a log, after "mail to A …": where it went ("delivered to
    // /var/mail/new/1.x", "accepted by smtp://relay: 250 queued"), or which way was tried and why it failed. They show
    // no password.
    virtual tl::expected<std::string, std::string> send(const Message& message) = 0;

    // The same for an outbox, which also wants to know what becomes of the message when it fails.
    virtual tl::expected<std::string, Failure> attempt(const Message& message) {
        return send(message).map_error([](std::string reason) { return Failure(std::move(reason)); });
    }

    // The way, for people: "smtp://relay:25". It shows no password.
    virtual std::string destination() const { return {}; }

    // Ends what sends may have left open for the next one.
    virtual void hang_up() {}

    // Has a send() that another thread is in fail soon, and all later ones at once: the program ends. What was to be
    // sent may arrive all the same. The only method that any thread may call.
    virtual void cancel() {}
};

} // namespace halberd::mail
