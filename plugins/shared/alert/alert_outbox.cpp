#include "plugins/shared/alert/alert_outbox.hpp"

#include "plugins/shared/alert/alert_defaults.hpp"

#include <utility>

namespace halberd::alert {
namespace {

outbox::AlertSettings settings_of(const std::string& plugin, const MailOptions& options, const mail::Mailer& mailer) {
    outbox::AlertSettings settings;
    settings.plugin = plugin;
    settings.transport = options.transport == MailOptions::Transport::Smtp      ? "smtp"
                         : options.transport == MailOptions::Transport::Maildir ? "maildir"
                                                                                : "command";
    settings.destination = mailer.destination();
    settings.is_local = options.transport != MailOptions::Transport::Smtp;
    settings.folder = options.outbox;
    settings.expire = options.expire.value_or(settings.expire);
    return settings;
}

outbox::Alerts make_alerts(Host& host, const std::string& plugin, MailOptions options) {
    options.smtp.keeps_connection = true; // several may leave at once, and the outbox hangs up
    auto mailer = make_mailer(plugin, options, host);
    const outbox::AlertSettings settings = settings_of(plugin, options, *mailer);
    return outbox::Alerts(host, std::move(mailer), settings);
}

} // namespace

AlertOutbox::AlertOutbox(Host& host, std::string plugin, MailOptions options)
    : plugin_(std::move(plugin)),
      options_(with_defaults(plugin_, std::move(options), host)),
      alerts_(make_alerts(host, plugin_, options_)) {}

Result AlertOutbox::send(const Event& event, const Alert& alert, unsigned ordinal) {
    return alerts_.send(event, make_message(plugin_, options_, alert), alert.about, ordinal);
}

tl::expected<void, std::string> AlertOutbox::try_to_send(const Alert& alert) {
    return alerts_.try_to_send(make_message(plugin_, options_, alert), alert.about);
}

void AlertOutbox::send(const Alert& alert) {
    alerts_.send(make_message(plugin_, options_, alert), alert.about);
}

AlertOutbox::Kept AlertOutbox::keep(const Alert& alert, unsigned number, outbox::Time due) {
    using Kind = outbox::Outbox::Acceptance::Kind;
    mail::Message message = make_message(plugin_, options_, alert);
    message.stamp = mail::new_message_stamp();
    const bool is_new = kept_number_ != number;
    if (is_new) {
        kept_id_ = message.stamp->id;
    }
    message.stamp->id = kept_id_;
    const auto kept = is_new ? alerts_.hold(std::move(message), alert.about, {due, {}})
                             : alerts_.amend(std::move(message), alert.about, {due, {}});
    if (kept.kind == Kind::Kept) {
        kept_number_ = number;
    }
    return kept.kind == Kind::Kept ? Kept::Yes : kept.kind == Kind::Known ? Kept::Leaving : Kept::No;
}

} // namespace halberd::alert
