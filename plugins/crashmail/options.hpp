#pragma once

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/crash/detail_options.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

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
};
inline constexpr auto option_table = options::joined(own_options, crash::detail_options, alert::limit_options,
                                                     alert::state_options, alert::mail_options);

extern const options::Usage usage;

// The command line, read. It is that of superlance's crashmail with more transports.
struct Options {
    alert::Watch watch;
    std::string optional_header; // -o
    crash::DetailOptions details;
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
