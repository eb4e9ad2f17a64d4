#pragma once

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/restart/process_options.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::httpok {

inline constexpr Option own_options[] = {
    {nullptr, 0, nullptr, "What is restarted, if it is RUNNING:"},
    {"program", 'p', "NAME", "the process NAME, or GROUP:NAME; may be given several times"},
    {"any", 'a', nullptr, "every process but httpok itself"},
    {"grace", 0, "SECONDS", "not what was started less than so long ago"},
    {"coredir", 'd', "FOLDER", "a core file of each process is written there before it is stopped"},
    {"gcore", 'g', "COMMAND", "how: with the file and the pid behind it; \"/usr/bin/gcore -o\""},
    {nullptr, 0, nullptr, "What is a good answer:"},
    {"code", 'c', "STATUS", "an HTTP status; may be given several times; 200 without this option"},
    {"body", 'b', "TEXT", "the body has to have this text"},
    {"timeout", 't', "SECONDS", "how long the server may be silent; 10 without this option, 0 for any time"},
    {"max-time", 0, "SECONDS", "how long a whole check may take; six times the time-out, or 60 s"},
    {"verify", 0, nullptr, "a certificate of https:// has to be trusted"},
    {"eager", 'e', nullptr, "the URL is checked even if nothing of this is RUNNING, as without this option"},
    {"not-eager", 'E', nullptr, "it is not"},
    {nullptr, 0, nullptr, "The mail:"},
    {"email", 'm', "ADDRESS", "where it goes; several addresses with commas between them. Without it no mail is sent"},
    {"name", 'n', "NAME", "a name for this httpok, for the subject"},
};
inline constexpr auto option_table = options::joined(own_options, alert::limit_options, alert::mail_options);

extern const options::Usage usage;

// The command line, read. It is that of superlance's httpok and more.
struct Options {
    std::string url;
    restart::ProcessOptions processes;
    std::string core_folder; // empty: no core files
    std::string gcore = "/usr/bin/gcore -o";
    std::vector<int> statuses; // never empty
    std::string body;          // empty: any
    std::chrono::seconds timeout{10};
    std::chrono::seconds longest{60};
    bool verify = false;
    std::string name;
    alert::PolicySettings policy;
    alert::MailOptions mail;
};

// Reads the arguments. What comes instead is how the program ends: -h is status 0; an error prints the usage and is
// status 255.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

} // namespace halberd::httpok
