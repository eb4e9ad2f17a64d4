#include "plugins/shared/alert/mail_test.hpp"

#include "plugins/shared/alert/alert_defaults.hpp"
#include "plugins/shared/alert/alert_mailer.hpp"
#include "plugins/shared/alert/own_process_host.hpp"
#include "sdk/mail/host_name.hpp"

#include <exception>

namespace halberd::alert {
namespace {

Exit send_test(const std::string& plugin, MailOptions options) {
    const Host host = own_process_host();
    options = with_defaults(plugin, std::move(options), host);
    if (options.email.empty()) {
        return {1, "", plugin + ": --test needs to know where the mail goes\n"};
    }
    Exit end;
    options.smtp.trace = [&](const std::string& line) { end.out += "  " + line + "\n"; };
    const auto mailer = make_mailer(plugin, options, host);
    end.out = "A test mail to " + options.email + " by " + mailer->destination() + "\n";
    const std::string name = mail::host_name();
    const auto sent =
        mailer->send(make_message(plugin, options,
                                  {"Test of " + plugin + " on " + name,
                                   "This mail shows that alerts of " + plugin + " on " + name + " arrive here.",
                                   "",
                                   {}}));
    if (sent) {
        end.out += "It was " + *sent + "\n";
    } else {
        end.status = 1;
        end.err = plugin + ": the test mail was not sent: " + sent.error() + "\n";
    }
    return end;
}

} // namespace

std::optional<Exit> mail_test(const std::string& plugin, const MailOptions& options) {
    if (!options.is_test) {
        return std::nullopt;
    }
    try {
        return send_test(plugin, options);
    } catch (const std::exception& e) {
        return Exit{1, "", std::string(e.what()) + "\n"};
    }
}

} // namespace halberd::alert
