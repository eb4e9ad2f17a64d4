#include "plugins/shared/alert/alert_defaults.hpp"

#include "plugins/shared/alert/credentials_file.hpp"
#include "plugins/shared/alert/time_span.hpp"

#include <stdexcept>
#include <string>

namespace halberd::alert {
namespace {

using Transport = MailOptions::Transport;

std::string variable(const Host& host, const std::string& name) {
    return std::string(host.variable("SUPERVISOR_ALERTS_" + name).value_or(""));
}

void choose_transport(MailOptions& options, const Host& host) {
    const std::string smtp = variable(host, "SMTP");
    const std::string maildir = variable(host, "MAILDIR");
    const std::string command = variable(host, "SENDMAIL");
    if (!smtp.empty()) {
        options.transport = Transport::Smtp;
        options.smtp.url = smtp;
        if (variable(host, "REQUIRE_TLS") == "true") {
            options.smtp.tls = mail::SmtpOptions::Tls::Trusted;
        }
    } else if (!maildir.empty()) {
        options.transport = Transport::Maildir;
        options.maildir = maildir;
    } else if (!command.empty()) {
        options.transport = Transport::Command;
        options.command = command;
    }
}

void add_credentials(const std::string& plugin, MailOptions& options, const Host& host) {
    const std::string path =
        options.credentials_file.empty() ? variable(host, "CREDENTIALS_FILE") : options.credentials_file;
    if (path.empty() || options.transport != Transport::Smtp || !options.smtp.user.empty()) {
        return;
    }
    const auto credentials = read_credentials_file(path);
    if (!credentials) {
        throw std::runtime_error(plugin + ": " + credentials.error());
    }
    options.smtp.user = credentials->user;
    options.smtp.password = credentials->password;
}

} // namespace

MailOptions with_defaults(const std::string& plugin, MailOptions options, const Host& host) {
    if (options.email.empty()) {
        options.email = variable(host, "TO");
    }
    if (!options.is_transport_given) {
        choose_transport(options, host);
    }
    if (options.from.empty() && options.transport != Transport::Command) {
        options.from = variable(host, "FROM");
    }
    add_credentials(plugin, options, host);
    if (options.outbox.empty()) {
        options.outbox = variable(host, "OUTBOX");
    }
    if (!options.expire) {
        options.expire = parse_time_span(variable(host, "EXPIRE"));
    }
    if (const std::string fault = find_bad_address(options); !fault.empty()) {
        throw std::runtime_error(plugin + ": " + fault);
    }
    return options;
}

} // namespace halberd::alert
