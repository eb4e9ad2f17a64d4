#pragma once

#include "plugins/shared/alert/alert.hpp"
#include "plugins/shared/alert/mail_options.hpp"
#include "sdk/mail/mailer.hpp"

#include <halberd/host.hpp>
#include <memory>
#include <string>

namespace halberd::alert {

// The way of the options. Throws std::runtime_error with a text for the user when it can't be taken: a Maildir folder
// that can't be made, a URL that is none.
std::unique_ptr<mail::Mailer> make_mailer(const std::string& plugin, const MailOptions& options, const Host& host);

// The mail that the alert is.
mail::Message make_message(const std::string& plugin, const MailOptions& options, const Alert& alert);

} // namespace halberd::alert
