#include "plugins/shared/gateway/gateway_outbox.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <utility>

namespace halberd::gateway {
namespace {

outbox::Alerts make_alerts(Host& host, const std::string& plugin, const Settings& settings, const Fields& known) {
    auto gateway = open_gateway(plugin, settings, known, host);
    outbox::AlertSettings alerts;
    alerts.plugin = plugin;
    alerts.transport = "webhook";
    alerts.destination = gateway->destination();
    alerts.folder = settings.outbox;
    const auto expire = alert::parse_time_span(host.variable("SUPERVISOR_ALERTS_EXPIRE").value_or(""));
    alerts.expire = settings.expire.value_or(expire.value_or(alerts.expire));
    return outbox::Alerts(host, std::move(gateway), alerts);
}

mail::Message message_of(const Envelope& envelope, const std::string& recipient, const Fields& fields) {
    mail::Message message;
    message.from = envelope.from;
    message.to = {recipient};
    message.subject = envelope.summary;
    message.body = pack(fields);
    return message;
}

} // namespace

GatewayOutbox::GatewayOutbox(Host& host, std::string plugin, const Settings& settings, const Fields& known)
    : plugin_(std::move(plugin)), alerts_(make_alerts(host, plugin_, settings, known)) {}

Result GatewayOutbox::send(const Event& event, const Envelope& envelope, const Fields& fields) {
    Result result = Result::ok();
    unsigned ordinal = 0;
    for (const std::string& recipient : envelope.to) {
        Result sent = alerts_.send(event, message_of(envelope, recipient, fields), envelope.about, ordinal++);
        if (sent.kind() != Result::Kind::Ok) {
            result = std::move(sent); // when the event comes again, the others know it
        }
    }
    return result;
}

tl::expected<void, std::string> GatewayOutbox::try_to_send(const Envelope& envelope, const Fields& fields) {
    tl::expected<void, std::string> result;
    for (const std::string& recipient : envelope.to) {
        auto sent = alerts_.try_to_send(message_of(envelope, recipient, fields), envelope.about);
        if (!sent) {
            result = std::move(sent);
        }
    }
    return result;
}

} // namespace halberd::gateway
