#pragma once

#include "plugins/shared/alert/way.hpp"
#include "sdk/outbox/alerts.hpp"

#include <halberd/result.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::alert {

// The place from which alerts leave that must arrive: through the outbox of the listener, which is on disk, by whatever
// way.
class AlertOutbox {
 public:
    AlertOutbox(Host& host, Way way);

    bool has_recipient() const { return has_recipient_; }

    // Takes over an alert about the event that the plugin handles, and says how that is to be answered: as
    // outbox::Alerts.
    Result send(const Event& event, const Alert& alert);

    // Takes over an alert about something else than one event.
    void send(const Alert& alert);

    // The same, but that what could neither be delivered nor kept stays the caller's, and is to be brought again as a
    // whole; the error says why.
    tl::expected<void, std::string> try_to_send(const Alert& alert);

    // What became of a digest.
    enum class Kept {
        Yes,     // it is in the outbox, and leaves when it is due
        Leaving, // that one leaves already: what is new has to go into another
        No,      // there is no place for it: what is new has to be sent otherwise
    };

    // Keeps a digest until it is due. `ids` are those of its messages: none of one that is new; it gets them here, and
    // with them grows.
    Kept keep(std::vector<std::string>& ids, const Alert& alert, const outbox::Alerts::Hold& until);

    // As outbox::Alerts.
    std::string path() const { return alerts_.path(); }
    outbox::Silences silences(outbox::Time now) { return alerts_.silences(now); }

 private:
    std::function<std::vector<mail::Message>(const Alert&)> messages_;
    bool has_recipient_;
    outbox::Alerts alerts_;
};

} // namespace halberd::alert
