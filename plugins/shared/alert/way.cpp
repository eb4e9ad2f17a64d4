#include "plugins/shared/alert/way.hpp"

#include "plugins/shared/alert/alert_defaults.hpp"
#include "plugins/shared/alert/alert_mailer.hpp"

#include <utility>

namespace halberd::alert {

Way mail_way(const Host& host, const std::string& plugin, const MailOptions& given) {
    using Transport = MailOptions::Transport;
    MailOptions options = with_defaults(plugin, given, host);
    options.smtp.keeps_connection = true; // several may leave at once, and the outbox hangs up
    Way way;
    way.mailer = make_mailer(plugin, options, host);
    way.settings.plugin = plugin;
    way.settings.transport = options.transport == Transport::Smtp      ? "smtp"
                             : options.transport == Transport::Maildir ? "maildir"
                                                                       : "command";
    way.settings.destination = way.mailer->destination();
    way.settings.is_local = options.transport != Transport::Smtp;
    way.settings.folder = options.outbox;
    way.settings.expire = options.expire.value_or(way.settings.expire);
    way.has_recipient = !options.email.empty();
    way.messages = [plugin, options = std::move(options)](const Alert& alert) {
        return std::vector{make_message(plugin, options, alert)};
    };
    return way;
}

} // namespace halberd::alert
