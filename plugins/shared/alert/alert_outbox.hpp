#pragma once

#include "plugins/shared/alert/alert_mailer.hpp"
#include "sdk/outbox/alerts.hpp"

#include <halberd/result.hpp>

namespace halberd::alert {

// The place from which alerts leave that must arrive: through the outbox of the listener, which is on disk.
class AlertOutbox {
 public:
    // `plugin` is the plugin's name. Throws as with_defaults() and make_mailer().
    AlertOutbox(Host& host, std::string plugin, MailOptions options);

    bool has_recipient() const { return !options_.email.empty(); }

    // Takes over an alert about the event that the plugin handles, and says how that is to be answered: as
    // outbox::Alerts.
    Result send(const Event& event, const Alert& alert, unsigned ordinal = 0);

    // Takes over an alert about something else than one event.
    void send(const Alert& alert);

    // The same, but that what could neither be delivered nor kept stays the caller's; the error says why.
    tl::expected<void, std::string> try_to_send(const Alert& alert);

    // As outbox::Alerts.
    std::string path() const { return alerts_.path(); }
    // What became of a digest.
    enum class Kept {
        Yes,     // it is in the outbox, and leaves when it is due
        Leaving, // that one leaves already: what is new has to go into another
        No,      // there is no place for it: what is new has to be sent otherwise
    };

    // Keeps the digest of that number, the one before it growing no more, until it is due.
    Kept keep(const Alert& alert, unsigned number, outbox::Time due);

    // As outbox::Alerts.
    outbox::Silences silences(outbox::Time now) { return alerts_.silences(now); }

 private:
    std::string plugin_;
    MailOptions options_;
    outbox::Alerts alerts_;
    unsigned kept_number_ = 0;
    std::string kept_id_;
};

} // namespace halberd::alert
