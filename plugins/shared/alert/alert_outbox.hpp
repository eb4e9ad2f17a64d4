#pragma once

#include "plugins/shared/alert/alert_mailer.hpp"
#include "sdk/outbox/alerts.hpp"

#include <halberd/result.hpp>

namespace halberd::alert {

// The place from which alerts leave that must arrive: through the outbox of the listener, which is on disk.
class AlertOutbox {
 public:
    // As AlertMailer.
    AlertOutbox(Host& host, std::string plugin, MailOptions options);

    bool has_recipient() const { return !options_.email.empty(); }

    // Takes over an alert about the event that the plugin handles, and says how that is to be answered: as
    // outbox::Alerts.
    Result send(const Event& event, const Alert& alert, unsigned ordinal = 0);

    // Takes over an alert about something else than one event.
    void send(const Alert& alert);

 private:
    std::string plugin_;
    MailOptions options_;
    outbox::Alerts alerts_;
};

} // namespace halberd::alert
