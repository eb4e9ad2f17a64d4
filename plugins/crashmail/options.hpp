#pragma once

#include "plugins/crashmail/crash_policy.hpp"
#include "sdk/options/command_line.hpp"

#include <halberd/plugin.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::crashmail {

inline constexpr Option option_table[] = {
    {nullptr, 0, nullptr, "Whose exits:"},
    {"program", 'p', "NAME", "the process NAME, or GROUP:NAME; may be given several times"},
    {"any", 'a', nullptr, "every process"},
    {nullptr, 0, nullptr, "The mail:"},
    {"email", 'm', "ADDRESS", "where it goes; several addresses with commas between them. Without it no mail is sent"},
    {"optionalheader", 'o', "HEADER", "words before the subject"},
    {nullptr, 0, nullptr, "How it leaves:"},
    {"sendmail_program", 's', "COMMAND",
     "a shell command that reads the mail on its standard input; \"/usr/sbin/sendmail -t -i\" unless another way is "
     "chosen"},
    {"smtp", 0, "URL",
     "a mail server, smtp://HOST:PORT or smtps://HOST:PORT; user and password for it from HALBERD_SMTP_USER and "
     "HALBERD_SMTP_PASSWORD in the environment, or from the URL"},
    {"require-tls", 0, nullptr, "no mail through a server that offers no STARTTLS"},
    {"maildir", 0, "FOLDER", "a Maildir folder on this machine, made if missing"},
    {"from", 0, "ADDRESS", "the sender, for --smtp and --maildir"},
};

extern const options::Usage usage;

// The command line, read. It is that of superlance's crashmail with more transports.
struct Options {
    enum class Transport { Command, Smtp, Maildir };

    Watch watch;
    std::string optional_header; // -o
    std::string email;           // -m as it is; empty: no mail is sent

    Transport transport = Transport::Command;
    std::string command = "/usr/sbin/sendmail -t -i"; // -s
    std::string smtp_url;
    bool require_tls = false;
    std::string maildir;
    std::string from; // empty: crashmail at this host

    std::vector<std::string> ignored; // words after the options, which superlance ignores too
};

// Reads the arguments by the rules of Python's getopt, which superlance uses: options end at the first word, long ones
// may be abbreviated, of two equal ones the last counts (-p adds up). What comes instead is how the program ends: -h
// prints the usage and is status 0; an error prints the usage too, and a line on stderr that says what is wrong, and is
// status 255.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

// The addresses of -m, which may be several with commas between them.
std::vector<std::string> split_addresses(const std::string& email);

} // namespace halberd::crashmail
