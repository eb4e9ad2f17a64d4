#include "plugins/shared/alert/mail_options.hpp"

#include "plugins/shared/alert/time_span.hpp"
#include "sdk/mail/mailbox.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace halberd::alert {
namespace {

using Transport = MailOptions::Transport;

std::ptrdiff_t chosen_transports(const options::CommandLine& line) {
    const char* const ways[] = {"sendmail_program", "smtp", "maildir"};
    return std::count_if(std::begin(ways), std::end(ways), [&](const char* way) { return line.has(way); });
}

// What does not go together; empty when all does.
std::string find_contradiction(const options::CommandLine& line, const MailOptions& options) {
    if (chosen_transports(line) > 1) {
        return "-s, --smtp and --maildir are different ways for the mail: give one of them";
    }
    if (options.transport == Transport::Command && !options.from.empty()) {
        return "--from goes with --smtp and --maildir; the command of -s sets the sender itself";
    }
    for (const char* option : {"require-tls", "credentials-file"}) {
        if (options.transport != Transport::Smtp && line.has(option)) {
            return std::string("--") + option + " goes with --smtp";
        }
    }
    if (options.transport == Transport::Smtp && options.from.empty()) {
        return "--smtp needs --from, the address of the sender";
    }
    return {};
}

} // namespace

std::vector<std::string> split_at_commas(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        const std::size_t first = part.find_first_not_of(' ');
        if (first != std::string::npos) {
            parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
        }
    }
    return parts;
}

tl::expected<std::optional<std::chrono::seconds>, std::string> read_expire(const options::CommandLine& line) {
    const auto text = line.value("expire");
    if (!text) {
        return std::nullopt;
    }
    const auto time = parse_time_span(*text);
    if (!time || *time == std::chrono::seconds(0)) {
        return tl::unexpected("--expire '" + *text + "' is no time; write it like 90s, 30m, 24h or 7d");
    }
    return time;
}

tl::expected<MailOptions, std::string> read_mail_options(const options::CommandLine& line) {
    MailOptions options;
    options.email = line.value("email").value_or("");
    options.from = line.value("from").value_or("");
    options.command = line.value("sendmail_program").value_or(options.command);
    options.smtp.url = line.value("smtp").value_or("");
    options.smtp.tls = line.has("require-tls") ? mail::SmtpOptions::Tls::Trusted : mail::SmtpOptions::Tls::IfOffered;
    options.maildir = line.value("maildir").value_or("");
    options.transport = line.has("smtp")      ? Transport::Smtp
                        : line.has("maildir") ? Transport::Maildir
                                              : Transport::Command;
    options.is_transport_given = chosen_transports(line) > 0;
    options.credentials_file = line.value("credentials-file").value_or("");
    options.is_test = line.has("test");
    options.outbox = line.value("outbox").value_or("");
    std::string fault = find_contradiction(line, options);
    const auto expire = read_expire(line);
    if (expire) {
        options.expire = *expire;
    } else {
        fault = expire.error();
    }
    if (fault.empty()) {
        fault = find_bad_address(options);
    }
    if (!fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    return options;
}

std::vector<std::string> recipients_of(const MailOptions& options) {
    return options.transport == Transport::Command ? std::vector{options.email} : split_at_commas(options.email);
}

std::string find_bad_address(const MailOptions& options) {
    if (options.transport == Transport::Command) {
        return {};
    }
    std::vector<std::string> mailboxes = recipients_of(options);
    if (!options.from.empty()) {
        mailboxes.push_back(options.from);
    }
    for (const std::string& mailbox : mailboxes) {
        if (const auto parsed = mail::parse_mailbox(mailbox); !parsed) {
            return parsed.error();
        }
    }
    return {};
}

} // namespace halberd::alert
