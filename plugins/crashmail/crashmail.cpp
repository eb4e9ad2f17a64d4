#include "plugins/crashmail/crash_policy.hpp"
#include "plugins/crashmail/options.hpp"
#include "sdk/mail/host_name.hpp"
#include "sdk/mail/maildir.hpp"
#include "sdk/mail/sendmail_command.hpp"
#include "sdk/mail/smtp.hpp"

#include <halberd/plugin.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

namespace halberd::crashmail {
namespace {

Options options_or_throw(const std::vector<std::string>& arguments) {
    auto options = parse_options(arguments);
    if (!options) {
        throw std::invalid_argument(usage.reason_not_to_start(options.error()));
    }
    return std::move(*options);
}

mail::SmtpOptions smtp_options(const Options& options, const Host& host) {
    mail::SmtpOptions smtp;
    smtp.url = options.smtp_url;
    smtp.require_tls = options.require_tls;
    smtp.user = host.variable("HALBERD_SMTP_USER").value_or("");
    smtp.password = host.variable("HALBERD_SMTP_PASSWORD").value_or("");
    smtp.ca_file = host.variable("SSL_CERT_FILE").value_or("");
    return smtp;
}

template <class Transport>
std::unique_ptr<mail::Mailer> value_or_throw(tl::expected<std::unique_ptr<Transport>, std::string> transport) {
    if (!transport) {
        throw std::runtime_error("crashmail: " + transport.error());
    }
    return std::move(*transport);
}

std::unique_ptr<mail::Mailer> make_mailer(const Options& options, const Host& host) {
    switch (options.transport) {
        case Options::Transport::Smtp:
            return value_or_throw(mail::Smtp::open(smtp_options(options, host)));
        case Options::Transport::Maildir:
            return value_or_throw(mail::Maildir::open(options.maildir));
        case Options::Transport::Command:
            break;
    }
    return std::make_unique<mail::SendmailCommand>(options.command);
}

} // namespace

// Mails when a process exits unexpectedly.
class Crashmail : public Plugin {
 public:
    Crashmail(Host& host, const std::vector<std::string>& arguments)
        : host_(host), options_(options_or_throw(arguments)), mailer_(make_mailer(options_, host)) {
        if (!options_.ignored.empty()) {
            host_.warn("crashmail: ignoring the arguments from '" + options_.ignored.front() +
                       "' on, which is no option");
        }
        if (!options_.watch.any && options_.watch.programs.empty()) {
            host_.warn("crashmail: neither -p nor -a says whose exits are mailed, so none will be");
        }
        if (options_.email.empty()) {
            host_.warn("crashmail: -m names no address, so no mail will be sent");
        }
    }

    static constexpr Description description{"PROCESS_STATE_EXITED", option_table};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        auto options = parse_options(arguments);
        return options ? std::nullopt : std::optional(std::move(options.error()));
    }

    // An event that was seen is done with, whether its mail could be sent or not, as with superlance: delivered again,
    // it would hold up those after it for as long as the mail server is away.
    Result handle(const Event& event) override {
        const std::optional<ProcessState> process = unexpected_exit(event);
        if (!process || !options_.watch.covers(*process)) {
            return Result::ok();
        }
        if (options_.email.empty()) {
            host_.info("crashmail: no mail about the crash of " + std::string(process->process_name) +
                       ": -m is missing");
            return Result::ok();
        }
        const auto sent = mailer_->send(make_message(*process));
        if (sent) {
            host_.info("crashmail: mail to " + options_.email + " " + *sent);
        } else {
            host_.error("crashmail: mail to " + options_.email + " about the crash of " +
                        std::string(process->process_name) + " was not sent: " + sent.error());
        }
        return Result::ok();
    }

 private:
    mail::Message make_message(const ProcessState& process) const {
        CrashReport report = report_crash(process, options_.optional_header, std::chrono::system_clock::now());
        mail::Message message;
        message.from = options_.from.empty() ? "crashmail@" + mail::host_name() : options_.from;
        // The command of -s gets the words of -m unchanged: its To line may hold more than bare addresses.
        message.to = options_.transport == Options::Transport::Command ? std::vector{options_.email}
                                                                       : split_addresses(options_.email);
        message.subject = std::move(report.subject);
        message.body = std::move(report.body);
        return message;
    }

    Host& host_;
    Options options_;
    std::unique_ptr<mail::Mailer> mailer_;
};

} // namespace halberd::crashmail

HALBERD_PLUGIN(halberd::crashmail::Crashmail, "org.halberd.crashmail", "1.0.0",
               "Mails when a process exits unexpectedly")
