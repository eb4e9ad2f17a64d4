#pragma once

#include "sdk/outbox/courier.hpp"

#include <halberd/host.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace halberd::outbox {

// Sees to it that alerts arrive: what it has accepted is in a file until it is delivered or has expired, whatever
// becomes of the process, the machine or the mail server meanwhile. Deliveries are made on a thread of its own.
//
// accept() belongs to one thread.
class Outbox {
 public:
    struct Settings {
        std::string path; // of the file, or OutboxFile::in_memory
        Limits limits;

        // Whether accept() waits for the first attempt, and keeps what has failed; otherwise it keeps everything, and
        // returns.
        bool awaits_first_attempt = false;
        std::chrono::milliseconds first_attempt_limit = std::chrono::seconds(10);

        // What becomes of an attempt that is under way when the outbox goes is waited for so long.
        std::chrono::milliseconds patience_at_the_end = std::chrono::seconds(5);
    };

    // What the outbox needs from the world. All of them are called on the outbox's thread, or in accept().
    struct World {
        std::function<Courier::Attempt(const Delivery&)> deliver; // [outbox's thread]
        std::function<void()> rest = [] {};                       // nothing is due any more [outbox's thread]
        std::function<void()> cancel;                             // has a deliver() that is under way end [any thread]
        std::function<void(LogLevel, const std::string&)> log;    // [any thread]
        std::function<Time()> now = std::chrono::system_clock::now; // [any thread]
    };

    // What was accepted how.
    struct Acceptance {
        enum class Kind {
            Delivered, // it has arrived
            Kept,      // it is in the file, and is tried until it arrives
            Known,     // it was accepted before
            Refused,   // it could neither be delivered nor kept: whoever has it must not forget it
        };
        Kind kind;
        std::string reason; // for Refused
    };

    // A file that can't be opened is tried again with each delivery; the log says what is wrong.
    Outbox(Settings settings, World world);

    // Tries what is due once more, for as long as the settings say.
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    // Takes over a delivery, which has its stamp and its time to expire. When it can't be written to the disk it is
    // tried at once, and refused if that fails.
    Acceptance accept(Delivery delivery);

    // Takes over a delivery that may grow: it is in the file at once, and leaves at its next_attempt, by the clock of
    // the outbox. Refused when it can't be written to the disk: it is not tried.
    Acceptance hold(Delivery delivery);

    // Gives one that is held a new text and time, by its id. Known when it is leaving or gone: what was new in it has
    // to be handed over otherwise.
    Acceptance amend(const Delivery& delivery);

 private:
    class Thread;
    std::unique_ptr<Thread> thread_;
};

} // namespace halberd::outbox
