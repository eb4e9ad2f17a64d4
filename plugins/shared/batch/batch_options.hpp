#pragma once

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/gateway/settings.hpp"
#include "sdk/options/command_line.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::batch {

// The options of crashmailbatch, fatalmailbatch and crashsms.
inline constexpr Option option_table[] = {
    {nullptr, 0, nullptr, "The mail:"},
    {"toEmail", 't', "ADDRESS", "where it goes; several addresses with commas between them"},
    {"fromEmail", 'f', "ADDRESS", "the sender"},
    {"subject", 's', "TEXT", "the subject"},
    {nullptr, 0, nullptr, "When it is sent, if there is something to tell:"},
    {"interval", 'i', "MINUTES", "all of so many minutes is one mail; 1 without this option, and 0.5 is half a minute"},
    {"tickEvent", 'e', "EVENT", "the event by which time is measured: TICK_5, TICK_60 or TICK_3600; TICK_60"},
    {"quiet", 0, "HH:MM-HH:MM", "no mail in these hours, local time; one with all of them when they are over"},
    {nullptr, 0, nullptr, "How it leaves:"},
    {"smtpHost", 'H', "HOST", "the mail server, as HOST, HOST:PORT or smtps://HOST:PORT; localhost"},
    {"userName", 'u', "NAME",
     "user for the mail server; HALBERD_SMTP_USER and HALBERD_SMTP_PASSWORD in the environment are seen by nobody "
     "else"},
    {"password", 'p', "PASSWORD", "its password"},
    {"tls", 0, nullptr, "no mail through a server that offers no STARTTLS"},
    {"require-tls", 0, nullptr, "the same, and its certificate has to be trusted"},
    {"sendmail_program", 0, "COMMAND", "no server, but a shell command that reads the mail on its standard input"},
    {"maildir", 0, "FOLDER", "no server, but a Maildir folder on this machine, made if missing"},
    {nullptr, 0, nullptr, "When it can't leave at once:"},
    {"outbox", 0, "FOLDER",
     "where mails, and what waits for the next one, are kept; \"none\" to keep them in memory only. "
     "/var/lib/halberd/outbox, or ~/.local/state/halberd/outbox for other users than root, when it is not given"},
    {"expire", 0, "TIME", "how long a mail is tried: 90s, 30m, 24h, 7d; 24h when it is not given"},
    {"test", 0, nullptr, "send one mail now, tell each step of it, and end"},
};

// Further options of a tool that sends short messages.
inline constexpr Option sms_options[] = {
    {nullptr, 0, nullptr, "A gateway that takes HTTP in place of mails; -t and -f are numbers then:"},
    {"sms-url", 0, "URL", "where the message is posted, for a URL without secrets: other users can see it in ps"},
    {"sms-url-file", 0, "FILE",
     "a file for nobody else to read, with the URL on a line, and if wished lines key=… and header=NAME: VALUE"},
    {"sms-template", 0, "TEXT",
     "the form that is posted, or @FILE, with {to}, {from}, {text}, {subject}, {host}, {id}, {key}; Twilio's "
     "To={to}&From={from}&Body={text} when it is not given"},
};

// What makes one of the three different from the others.
struct Tool {
    const char* name;
    const char* default_subject; // empty: a mail without a subject
    const options::Usage* usage;

    // What the mail says of an event, whose stamp is that of the time at which it was seen; nothing for an event that
    // it is not about.
    std::optional<std::string> (*line_about)(const Event& event, const std::string& stamp);
};

// The command line, read.
struct Options {
    std::string subject;
    std::chrono::milliseconds interval{};
    std::string tick_event;
    std::chrono::seconds tick{};              // from one of them to the next
    bool has_plain_login = false;             // a password that goes to the server even if that offers no TLS
    alert::PolicySettings policy;             // of which there is --quiet
    alert::MailOptions mail;                  // "email" and "from" are numbers when there is a gateway
    std::optional<gateway::Settings> gateway; // in place of the mail's own ways
};

// Reads the arguments by the rules of Python's optparse, as superlance does. What comes instead is how the program
// ends: -h is status 0; an error is a line on stderr and status 2; without -t or -f the help is printed on stdout, with
// status 1.
tl::expected<Options, Exit> parse_options(const Tool& tool, const std::vector<std::string>& arguments);

} // namespace halberd::batch
