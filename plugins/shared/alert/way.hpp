#pragma once

#include "plugins/shared/alert/alert.hpp"
#include "plugins/shared/alert/mail_options.hpp"
#include "sdk/outbox/alerts.hpp"

#include <functional>
#include <halberd/host.hpp>
#include <memory>
#include <string>
#include <vector>

namespace halberd::alert {

// How the alerts of a plugin leave: by mail, or by a gateway that takes HTTP.
struct Way {
    std::unique_ptr<mail::Mailer> mailer;
    outbox::AlertSettings settings;

    // What an alert becomes: one mail for all recipients, or a post for each of them.
    std::function<std::vector<mail::Message>(const Alert&)> messages;

    bool has_recipient = true; // without one nothing is sent
};

// By mail. Throws as with_defaults() and make_mailer().
Way mail_way(const Host& host, const std::string& plugin, const MailOptions& options);

} // namespace halberd::alert
