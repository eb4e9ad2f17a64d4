#pragma once

#include "plugins/shared/alert/mail_options.hpp"
#include "sdk/mail/mailer.hpp"

#include <halberd/host.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace halberd::alert {

struct Alert {
    std::string subject;
    std::string body;
    std::string about; // for the log, after "mail to A about": "the crash of foo"
};

// The way of the options. Throws as AlertMailer.
std::unique_ptr<mail::Mailer> make_mailer(const std::string& plugin, const MailOptions& options, const Host& host);

// The mail that the alert is.
mail::Message make_message(const std::string& plugin, const MailOptions& options, const Alert& alert);

// The place from which alerts leave at once, or not at all.
class AlertMailer {
 public:
    // `plugin` is the plugin's name. Throws std::runtime_error with a text for the user
    // when the way of the options can't be taken: a Maildir folder that can't be made, a URL that is none.
    AlertMailer(const Host& host, std::string plugin, MailOptions options);

    bool has_recipient() const { return !options_.email.empty(); }

    // Sends the alert, which blocks until it is handed over. As mail::Mailer::send.
    tl::expected<std::string, std::string> send(const Alert& alert);

 private:
    std::string plugin_;
    MailOptions options_;
    std::unique_ptr<mail::Mailer> mailer_;
};

} // namespace halberd::alert
