#pragma once

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/alert/watch.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

#include <cstddef>
#include <halberd/plugin.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::crashmail {

inline constexpr Option own_options[] = {
    {nullptr, 0, nullptr, "Whose exits:"},
    {"program", 'p', "NAME", "the process NAME, or GROUP:NAME; may be given several times"},
    {"any", 'a', nullptr, "every process"},
    {nullptr, 0, nullptr, "The mail:"},
    {"email", 'm', "ADDRESS", "where it goes; several addresses with commas between them. Without it no mail is sent"},
    {"optionalheader", 'o', "HEADER", "words before the subject"},
    {"details", 0, nullptr,
     "also how the process ended, its core file, since when it ran, how often it crashed; a subject for a phone"},
    {"log-lines", 0, "COUNT", "and so many last lines of its stderr and stdout; 0 with --details alone"},
};
inline constexpr auto option_table =
    options::joined(own_options, alert::limit_options, alert::state_options, alert::mail_options);

extern const options::Usage usage;

// The command line, read. It is that of superlance's crashmail with more transports.
struct Options {
    alert::Watch watch;
    std::string optional_header; // -o
    bool has_details = false;
    std::size_t log_lines = 0;
    alert::PolicySettings policy;
    alert::MailOptions mail;
    std::vector<std::string> ignored; // words after the options, which superlance ignores too
};

// Reads the arguments by the rules of Python's getopt, which superlance uses: options end at the first word, long ones
// may be abbreviated, of two equal ones the last counts (-p adds up). What comes instead is how the program ends: -h
// prints the usage and is status 0; an error prints the usage too, and a line on stderr that says what is wrong, and is
// status 255.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

} // namespace halberd::crashmail
