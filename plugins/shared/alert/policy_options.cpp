#include "plugins/shared/alert/policy_options.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <functional>
#include <optional>
#include <stdexcept>

namespace halberd::alert {
namespace {

// Where a setting comes from: its word by the name of the option, and how that is called in a message.
struct Source {
    std::function<std::optional<std::string>(const char* option)> word;
    std::function<std::string(const char* option)> name;
};

std::optional<std::chrono::seconds> parse_some_time(std::string_view text) {
    const auto time = parse_time_span(text);
    return time && *time > std::chrono::seconds(0) ? time : std::nullopt;
}

std::optional<RateLimit> parse_limit_of_several(std::string_view text) {
    const auto limit = parse_rate_limit(text);
    return limit && limit->count > 1 ? limit : std::nullopt;
}

// Reads one setting unless there is one; adds to the fault when its word is none.
template <class T, class Parse>
void read(const Source& source, const char* option, Parse parse, const char* form, std::optional<T>& value,
          std::string& fault) {
    const auto word = source.word(option);
    if (value || !word) {
        return;
    }
    value = parse(*word);
    if (!value && fault.empty()) {
        fault = source.name(option) + " '" + *word + "' is none; write it like " + form;
    }
}

void read_quiet(const Source& source, PolicySettings& settings, std::string& fault) {
    read(source, "quiet", parse_quiet_hours, "22:00-07:00", settings.quiet, fault);
}

// The fault; empty when all words are right.
std::string read_settings(const Source& source, PolicySettings& settings) {
    std::string fault;
    read(source, "rate-limit", parse_rate_limit, "3/10m, three mails in ten minutes", settings.rate_limit, fault);
    read(source, "mail-limit", parse_limit_of_several, "20/10m, with 2 or more", settings.mail_limit, fault);
    read(source, "digest", parse_some_time, "90s, 10m or 1h", settings.digest, fault);
    read_quiet(source, settings, fault);
    read(source, "flapping", parse_limit_of_several, "5/10m, five crashes in ten minutes; 2 or more", settings.flapping,
         fault);
    read(source, "remind", parse_some_time, "30m, 4h or 1d", settings.remind, fault);
    return fault;
}

std::string find_contradiction(const PolicySettings& settings) {
    if (settings.digest && !settings.rate_limit && !settings.mail_limit && !settings.quiet && !settings.flapping) {
        return "--digest means nothing without --rate-limit, --mail-limit, --flapping or --quiet";
    }
    if (settings.digest && settings.mail_limit && *settings.digest < settings.mail_limit->time) {
        return "--digest is shorter than the time of --mail-limit, which then could not be kept";
    }
    return {};
}

// "SUPERVISOR_ALERTS_RATE_LIMIT" for "rate-limit".
std::string variable_name(std::string option) {
    for (char& c : option) {
        c = c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
    }
    return "SUPERVISOR_ALERTS_" + option;
}

Source environment(const Host& host) {
    return {[&host](const char* option) -> std::optional<std::string> {
                const std::string value(host.variable(variable_name(option)).value_or(""));
                return value.empty() ? std::nullopt : std::optional(value);
            },
            variable_name};
}

} // namespace

tl::expected<PolicySettings, std::string> read_policy_options(const options::CommandLine& line) {
    PolicySettings settings;
    settings.has_recovery = line.has("recovery");
    std::string fault = read_settings({[&](const char* option) { return line.value(option); },
                                       [](const char* option) { return std::string("--") + option; }},
                                      settings);
    if (!fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    return settings;
}

PolicySettings with_policy_defaults(const std::string& plugin, PolicySettings settings, const Host& host) {
    settings.has_recovery = settings.has_recovery || host.variable("SUPERVISOR_ALERTS_RECOVERY") == "true";
    std::string fault = read_settings(environment(host), settings);
    if (fault.empty()) {
        fault = find_contradiction(settings);
    }
    if (!fault.empty()) {
        throw std::runtime_error(plugin + ": " + fault);
    }
    return settings;
}

PolicySettings with_quiet_default(const std::string& plugin, PolicySettings settings, const Host& host) {
    std::string fault;
    read_quiet(environment(host), settings, fault);
    if (!fault.empty()) {
        throw std::runtime_error(plugin + ": " + fault);
    }
    return settings;
}

} // namespace halberd::alert
