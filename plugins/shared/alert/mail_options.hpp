#pragma once

#include "sdk/mail/smtp.hpp"
#include "sdk/options/command_line.hpp"

#include <chrono>
#include <halberd/description.hpp>
#include <optional>
#include <string>
#include <vector>

namespace halberd::alert {

// The options by which an alert plugin is told how its mails leave, for its table.
inline constexpr Option mail_options[] = {
    {nullptr, 0, nullptr, "How it leaves:"},
    {"sendmail_program", 's', "COMMAND",
     "a shell command that reads the mail on its standard input; \"/usr/sbin/sendmail -t -i\" unless another way is "
     "chosen"},
    {"smtp", 0, "URL",
     "a mail server, smtp://HOST:PORT or smtps://HOST:PORT; user and password for it from HALBERD_SMTP_USER and "
     "HALBERD_SMTP_PASSWORD in the environment, or from the URL"},
    {"credentials-file", 0, "FILE", "a file with the lines user=… and password=… for --smtp, for nobody else to read"},
    {"require-tls", 0, nullptr, "no mail through a server that offers no STARTTLS"},
    {"maildir", 0, "FOLDER", "a Maildir folder on this machine, made if missing"},
    {"from", 0, "ADDRESS", "the sender, for --smtp and --maildir"},
    {nullptr, 0, nullptr, "When it can't leave at once:"},
    {"outbox", 0, "FOLDER",
     "where mails are kept until they have left; \"none\" to keep them in memory only. /var/lib/halberd/outbox, or "
     "~/.local/state/halberd/outbox for other users than root, when it is not given"},
    {"test", 0, nullptr, "send one mail now, tell each step of it, and end"},
    {"expire", 0, "TIME", "how long a mail is tried: 90s, 30m, 24h, 7d; 24h when it is not given"},
};

// Where mails go and how they leave.
struct MailOptions {
    enum class Transport { Command, Smtp, Maildir };

    std::string email; // the recipients, with commas between them; empty: no mail is sent
    std::string from;  // empty: the plugin's name at this host

    Transport transport = Transport::Command;
    std::string command = "/usr/sbin/sendmail -t -i";
    mail::SmtpOptions smtp;
    std::string maildir;

    std::string outbox;                         // a folder, or "none"; empty: the default folder
    std::optional<std::chrono::seconds> expire; // 24 h

    bool is_transport_given = false; // on the command line, and not only by default
    bool is_test = false;            // --test: a mail is to be sent at once
    std::string credentials_file;    // for the mail server; empty: none
};

// The parts of a text with commas between them, without the blanks around them; empty ones are none.
std::vector<std::string> split_at_commas(const std::string& text);

// Reads --expire, which may be missing. The error says that it is no time.
tl::expected<std::optional<std::chrono::seconds>, std::string> read_expire(const options::CommandLine& line);

// Reads the options of the table above, and "email". The error says what does not go together, or which address is
// none.
tl::expected<MailOptions, std::string> read_mail_options(const options::CommandLine& line);

// The recipients of `email`. The command of -s gets the words unchanged, as one, since its To line may hold more than
// addresses.
std::vector<std::string> recipients_of(const MailOptions& options);

// What is wrong with the sender and the recipients for a transport that needs addresses; empty when all is well.
std::string find_bad_address(const MailOptions& options);

} // namespace halberd::alert
