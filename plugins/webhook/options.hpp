#pragma once

#include "plugins/shared/alert/policy_options.hpp"
#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/crash/detail_options.hpp"
#include "plugins/shared/gateway/settings.hpp"
#include "plugins/webhook/occasion.hpp"
#include "sdk/options/command_line.hpp"
#include "sdk/options/joined.hpp"

#include <halberd/plugin.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::webhook {

inline constexpr Option own_options[] = {
    {nullptr, 0, nullptr, "What is told:"},
    {"program", 'p', "NAME", "of the process NAME, or GROUP:NAME; may be given several times"},
    {"any", 'a', nullptr, "of every process"},
    {"on", 0, "WORDS",
     "when it happens, with commas between: exited (unexpectedly), fatal, backoff, unknown, finished (an expected "
     "exit), "
     "running, starting, stopping, stopped; exited,fatal when it is not given"},
    {nullptr, 0, nullptr, "Where to:"},
    {"url-file", 0, "FILE",
     "a file for nobody else to read, with the URL on a line, and if wished lines key=…, secret=… (with which "
     "dingtalk and feishu have requests signed) and header=NAME: VALUE"},
    {"url", 0, "URL",
     "the URL itself, which other users can see in ps: for one without secrets. Without both it is HALBERD_WEBHOOK_URL "
     "of the environment"},
    {"to", 0, "WHOM", "the chat of telegram, or the number of sms; several numbers with commas between"},
    {"from", 0, "WHO", "the sender of sms"},
    {nullptr, 0, nullptr, "How it is told:"},
    {"preset", 0, "NAME",
     "as this service wants it: slack, teams, discord, telegram, pagerduty, dingtalk, feishu, wecom, sms; without it a "
     "JSON object with all that is known"},
    {"template", 0, "TEXT",
     "the body in place of that of the preset, or @FILE: JSON (with sms a form) with {process}, {group}, {state}, "
     "{text} "
     "and the like in its strings"},
};
inline constexpr Option delivery_options[] = {
    {nullptr, 0, nullptr, "When it can't leave at once:"},
    {"outbox", 0, "FOLDER",
     "where messages are kept until they have left; \"none\" to keep them in memory only. /var/lib/halberd/outbox, or "
     "~/.local/state/halberd/outbox for other users than root, when it is not given"},
    {"expire", 0, "TIME", "how long one is tried: 90s, 30m, 24h, 7d; 24h when it is not given"},
    {"test", 0, nullptr, "send one message now, tell each step of it, and end"},
};

inline constexpr auto option_table =
    options::joined(own_options, crash::detail_options, alert::limit_options, alert::state_options, delivery_options);

extern const options::Usage usage;

// The command line, read.
struct Options {
    alert::Watch watch;
    std::vector<const Occasion*> occasions;
    std::vector<std::string> to; // at least one; without --to the name of the service
    std::string from;
    crash::DetailOptions details;
    alert::PolicySettings policy;
    gateway::Settings gateway;
    bool is_test = false;
    std::vector<std::string> ignored; // words after the options
};

// Reads the arguments as crashmail does. What comes instead is how the program ends: -h prints the usage and is status
// 0; an error is status 255.
tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments);

} // namespace halberd::webhook
