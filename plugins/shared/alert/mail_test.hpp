#pragma once

#include "plugins/shared/alert/mail_options.hpp"

#include <halberd/plugin.hpp>
#include <optional>
#include <string>

namespace halberd::alert {

// What --test does: sends one mail by the options and the environment of this process, not by an outbox, and tells each
// step: how the host is found, the connection, TLS, the login, each recipient. Status 0 when the mail has left, else 1.
// Nothing when the options don't ask for it.
std::optional<Exit> mail_test(const std::string& plugin, const MailOptions& options);

} // namespace halberd::alert
