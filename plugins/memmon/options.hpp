#pragma once

#include "plugins/memmon/limits.hpp"
#include "plugins/memmon/process_memory.hpp"
#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::memmon {

// superlance's manual has --groupname and --sendmail where its program has --group and --sendmail_program: all four are
// understood, as two of them abbreviate the others.
inline constexpr Option own_options[] = {
    {nullptr, 0, nullptr, "How much memory is too much; SIZE is a number of bytes, or one with KB, MB or GB:"},
    {"program", 'p', "NAME=SIZE", "for the process NAME, or GROUP:NAME; may be given several times"},
    {"groupname", 'g', "GROUP=SIZE", "for each process of the group; may be given several times"},
    {"any", 'a', "SIZE", "for every process"},
    {nullptr, 0, nullptr, "What counts:"},
    {"cumulative", 'c', nullptr, "a process with all that descend from it"},
    {"pss", 0, nullptr, "PSS in place of RSS: memory that processes share counts in parts"},
    {"cgroup", 0, nullptr, "all memory of the process's control group, where it has one of its own"},
    {nullptr, 0, nullptr, "The mail:"},
    {"email", 'm', "ADDRESS", "where it goes; several addresses with commas between them. Without it no mail is sent"},
    {"uptime", 'u', "TIME", "no mail when the process had been up for longer; seconds, or a number with s, m, h or d"},
    {"name", 'n', "NAME", "a name for this memmon, for the subject"},
};
inline constexpr auto option_table = options::joined(own_options, alert::limit_options, alert::mail_options);

extern const options::Usage usage;

// The command line, read. It is that of superlance's memmon and more.
struct Options {
    Limits limits;
    MemoryOptions memory;
    std::string name;                                // -n
    std::optional<std::chrono::seconds> most_uptime; // -u
    alert::PolicySettings policy;
    alert::MailOptions mail;

    std::vector<std::string> ignored; // words after the options, which superlance ignores too
};

// Reads the arguments. What comes instead is how the program ends: -h is status 0; an error, or no argument at all,
// prints the usage and is status 255. A value that can't be read is named in superlance's words, on stdout before the
// usage.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

} // namespace halberd::memmon
