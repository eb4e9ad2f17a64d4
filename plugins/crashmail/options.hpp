#pragma once

#include "plugins/crashmail/crash_policy.hpp"

#include <halberd/plugin.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::crashmail {

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
