#pragma once

#include "plugins/portcheck/probe.hpp"
#include "plugins/portcheck/target.hpp"
#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/restart/process_options.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::portcheck {

inline constexpr Option own_options[] = {
    {nullptr, 0, nullptr, "Whose ports these are:"},
    {"program", 'p', "NAME", "those of the process NAME, or GROUP:NAME; may be given several times"},
    {"any", 'a', nullptr, "those of every process but portcheck itself"},
    {"restart", 'r', nullptr, "restart these processes, if they are RUNNING, when a target fails"},
    {"grace", 0, "SECONDS", "no check while one of them was started less than so long ago"},
    {"eager", 'e', nullptr, "check even if none of them is RUNNING, as without this option"},
    {"not-eager", 'E', nullptr, "don't"},
    {nullptr, 0, nullptr, "The check:"},
    {"send", 0, "TEXT", "send this when connected; \\r, \\n, \\t, \\0, \\\\ and \\xHH are bytes"},
    {"expect", 0, "TEXT", "this has to come back, written in the same manner"},
    {"tls", 0, nullptr, "a TLS handshake first"},
    {"cert-days", 0, "DAYS", "with --tls: warn each day of a certificate that ends within so many days"},
    {"verify", 0, nullptr, "with --tls: the certificate has to be trusted, and that of the host"},
    {"timeout", 't', "SECONDS", "how long an attempt may take in all; 10 without this option"},
    {"retries", 0, "N", "so many attempts more, a second apart, before a target has failed; none without this option"},
    {nullptr, 0, nullptr, "The mail, when a target begins to fail, at each restart, and when it answers again:"},
    {"email", 'm', "ADDRESS", "where it goes; several addresses with commas between them. Without it no mail is sent"},
    {"name", 'n', "NAME", "a name for this portcheck, for the subject"},
};
inline constexpr auto option_table = options::joined(own_options, alert::limit_options, alert::mail_options);

extern const options::Usage usage;

// The command line, read.
struct Options {
    std::vector<Target> targets; // never empty
    Terms terms;
    std::optional<int> certificate_days;
    restart::ProcessOptions processes;
    bool restarts = false;
    std::string name;
    alert::PolicySettings policy;
    alert::MailOptions mail;

    bool has_processes() const { return processes.any || !processes.programs.empty(); }
};

// Reads the arguments. What comes instead is how the program ends: -h is status 0; an error prints the usage and is
// status 255.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

} // namespace halberd::portcheck
