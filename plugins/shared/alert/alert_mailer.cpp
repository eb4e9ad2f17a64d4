#include "plugins/shared/alert/alert_mailer.hpp"

#include "sdk/mail/host_name.hpp"
#include "sdk/mail/maildir.hpp"
#include "sdk/mail/sendmail_command.hpp"

#include <stdexcept>
#include <utility>

namespace halberd::alert {
namespace {

// The options, and what the environment adds to them.
mail::SmtpOptions smtp_options(const MailOptions& options, const Host& host) {
    mail::SmtpOptions smtp = options.smtp;
    if (smtp.user.empty()) {
        smtp.user = host.variable("HALBERD_SMTP_USER").value_or("");
        smtp.password = host.variable("HALBERD_SMTP_PASSWORD").value_or("");
        smtp.guards_password = smtp.guards_password || !smtp.user.empty();
    }
    smtp.ca_file = host.variable("SSL_CERT_FILE").value_or("");
    return smtp;
}

template <class Transport>
std::unique_ptr<mail::Mailer> value_or_throw(const std::string& plugin,
                                             tl::expected<std::unique_ptr<Transport>, std::string> transport) {
    if (!transport) {
        throw std::runtime_error(plugin + ": " + transport.error());
    }
    return std::move(*transport);
}

} // namespace

std::unique_ptr<mail::Mailer> make_mailer(const std::string& plugin, const MailOptions& options, const Host& host) {
    switch (options.transport) {
        case MailOptions::Transport::Smtp:
            return value_or_throw(plugin, mail::Smtp::open(smtp_options(options, host)));
        case MailOptions::Transport::Maildir:
            return value_or_throw(plugin, mail::Maildir::open(options.maildir));
        case MailOptions::Transport::Command:
            break;
    }
    return std::make_unique<mail::SendmailCommand>(options.command);
}

mail::Message make_message(const std::string& plugin, const MailOptions& options, const Alert& alert) {
    mail::Message message;
    message.from = options.from.empty() ? plugin + "@" + mail::host_name() : options.from;
    message.to = recipients_of(options);
    message.subject = alert.subject;
    message.body = alert.body;
    return message;
}

} // namespace halberd::alert
