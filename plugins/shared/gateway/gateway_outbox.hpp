#pragma once

#include "plugins/shared/gateway/settings.hpp"
#include "sdk/outbox/alerts.hpp"

#include <halberd/result.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::gateway {

// To whom and from whom a notice goes, and what people read of it.
struct Envelope {
    std::vector<std::string> to; // one notice each
    std::string from;
    std::string summary; // in a list of what waits
    std::string about;   // in the log: "the crash of foo"
};

// The place from which notices leave that must arrive: through the outbox of the listener, which is on disk.
class GatewayOutbox {
 public:
    // Throws as open_gateway().
    GatewayOutbox(Host& host, std::string plugin, const Settings& settings, const Fields& known);

    // Takes over a notice about the event that the plugin handles, and says how that is to be answered: as
    // outbox::Alerts.
    Result send(const Event& event, const Envelope& envelope, const Fields& fields);

    // Takes over a notice about something else than one event. What could neither be delivered nor kept stays the
    // caller's, and is to be brought again for all recipients; the error says why.
    tl::expected<void, std::string> try_to_send(const Envelope& envelope, const Fields& fields);

    // As outbox::Alerts.
    std::string path() const { return alerts_.path(); }

 private:
    std::string plugin_;
    outbox::Alerts alerts_;
};

} // namespace halberd::gateway
