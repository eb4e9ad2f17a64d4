#pragma once

#include "plugins/shared/alert/alert_policy.hpp"
#include "sdk/options/command_line.hpp"

#include <halberd/description.hpp>
#include <halberd/host.hpp>
#include <string>
#include <tl/expected.hpp>

namespace halberd::alert {

// The options by which an alert plugin is told how not to flood anybody, for its table.
inline constexpr Option limit_options[] = {
    {nullptr, 0, nullptr, "Not too many:"},
    {"rate-limit", 0, "N/TIME",
     "at most N messages about one process, or what else is watched, within TIME; the others are told by a digest"},
    {"mail-limit", 0, "N/TIME", "at most N messages in all within TIME, the digest among them; N is 2 or more"},
    {"digest", 0, "TIME", "how long a digest collects; the TIME of the limits when it is not given"},
    {"quiet", 0, "HH:MM-HH:MM", "no message in these hours, local time; a digest when they are over"},
};

// Those of a plugin that is told what happens to processes: what is flapping, RUNNING again, or FATAL.
inline constexpr Option state_options[] = {
    {"flapping", 0, "N/TIME",
     "a process that crashes N times within TIME is told to be flapping, once; its other crashes are in a digest "
     "until it has had none for TIME, and that it has settled is told; events= has to have PROCESS_STATE, and TICK_60"},
    {"recovery", 0, nullptr, "also when the process is RUNNING again; events= has to have PROCESS_STATE, and TICK_60"},
    {"remind", 0, "TIME",
     "also when a process is FATAL, and again after each TIME; events= has to have PROCESS_STATE, "
     "PROCESS_GROUP_REMOVED and TICK_60"},
};

// Reads the options of the tables above, those that a plugin has. The error says which value is none.
tl::expected<PolicySettings, std::string> read_policy_options(const options::CommandLine& line);

// The settings of a command line, completed by the variables SUPERVISOR_ALERTS_RATE_LIMIT, _MAIL_LIMIT, _DIGEST,
// _QUIET, _FLAPPING, _RECOVERY, _REMIND. Throws std::runtime_error with a text for the user when one of them is wrong,
// or the settings do not go together.
PolicySettings with_policy_defaults(const std::string& plugin, PolicySettings settings, const Host& host);

// The same for a plugin that has --quiet alone.
PolicySettings with_quiet_default(const std::string& plugin, PolicySettings settings, const Host& host);

} // namespace halberd::alert
