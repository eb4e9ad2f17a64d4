#pragma once

#include "plugins/shared/alert/mail_options.hpp"

#include <halberd/host.hpp>

namespace halberd::alert {

// The options of a command line, completed by what [alerts] of supervisord.conf says: the variables
// SUPERVISOR_ALERTS_FROM, _TO, _SENDMAIL, _SMTP, _REQUIRE_TLS, _MAILDIR, _CREDENTIALS_FILE, _OUTBOX, _EXPIRE. User and
// password come from the URL, the credentials file, or HALBERD_SMTP_USER and HALBERD_SMTP_PASSWORD. Throws
// std::runtime_error with a text for the user when an address is none or the credentials can't be read.
MailOptions with_defaults(const std::string& plugin, MailOptions options, const Host& host);

} // namespace halberd::alert
