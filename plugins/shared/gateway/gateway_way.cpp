#include "plugins/shared/gateway/gateway_way.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <utility>

namespace halberd::gateway {
namespace {

mail::Message message_of(const alert::Alert& alert, const std::string& recipient, const std::string& from) {
    mail::Message message;
    message.from = from;
    message.to = {recipient};
    message.subject = alert.subject;
    message.body = pack(alert.fields);
    return message;
}

} // namespace

alert::Way gateway_way(const Host& host, const std::string& plugin, const Settings& settings, const Fields& known,
                       Envelope envelope) {
    alert::Way way;
    way.mailer = open_gateway(plugin, settings, known, host);
    way.settings.plugin = plugin;
    way.settings.transport = "webhook";
    way.settings.destination = way.mailer->destination();
    way.settings.folder = settings.outbox;
    const auto expire = alert::parse_time_span(host.variable("SUPERVISOR_ALERTS_EXPIRE").value_or(""));
    way.settings.expire = settings.expire.value_or(expire.value_or(way.settings.expire));
    way.messages = [envelope = std::move(envelope)](const alert::Alert& alert) {
        std::vector<mail::Message> messages;
        for (const std::string& recipient : envelope.to) {
            messages.push_back(message_of(alert, recipient, envelope.from));
        }
        return messages;
    };
    return way;
}

} // namespace halberd::gateway
