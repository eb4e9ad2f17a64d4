#include "core/config/option_changes.hpp"

#include "core/base/duration.hpp"
#include "core/base/signal_names.hpp"
#include "core/config/execution_values.hpp"
#include "core/config/log_values.hpp"
#include "core/config/program_words.hpp"
#include "core/config/shell_words.hpp"
#include "core/config/socket_changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace halberd {
namespace {

using Changes = std::vector<OptionChange>;

// --- the text of a value, as it would stand in the configuration

std::string text(const std::string& value) {
    return value;
}

// Of a value that is one of the words of a table.
template <const auto& Table>
std::string word(std::remove_cvref_t<decltype(Table[0].value)> value) {
    return word_for(value, Table);
}

std::string number(long long value) {
    return std::to_string(value);
}

std::string boolean(bool value) {
    return value ? "true" : "false";
}

std::string seconds(std::chrono::seconds value) {
    return std::to_string(value.count());
}

std::string octal(mode_t value) {
    return fmt::format("{:03o}", value);
}

std::string size(ByteSize value) {
    return to_string(value);
}

std::string signal_text(int number) {
    const std::string name = signal_name(number);
    return name.starts_with("SIG") ? name.substr(3) : std::to_string(number);
}

std::string stop_signals(const std::vector<StopSignal>& values) {
    std::vector<std::string> steps;
    for (const StopSignal& signal : values) {
        steps.push_back(signal_text(signal.number));
        if (signal.wait) {
            steps.back() += " " + seconds(*signal.wait);
        }
    }
    return fmt::format("{}", fmt::join(steps, ", "));
}

std::string exit_codes(const std::vector<int>& values) {
    return fmt::format("{}", fmt::join(values, ","));
}

std::string words(const std::vector<std::string>& values) {
    return fmt::format("{}", fmt::join(values, ","));
}

std::string events(const std::vector<EventSelection>& values) {
    std::vector<std::string> texts;
    std::transform(values.begin(), values.end(), std::back_inserter(texts), std::mem_fn(&EventSelection::text));
    return words(texts);
}

std::string delivery(Delivery value) {
    return value == Delivery::Durable ? "durable" : "memory";
}

std::string auto_restart(AutoRestart value) {
    switch (value) {
        case AutoRestart::Never:
            return "false";
        case AutoRestart::Unexpected:
            return "unexpected";
        case AutoRestart::Always:
            return "true";
    }
    return {};
}

std::string percentage(int value) {
    return std::to_string(value) + "%";
}

std::string restart_limit(const RestartLimit& limit) {
    return std::to_string(limit.count) + "/" + duration_text(limit.period);
}

std::string log_destination(const LogSpec& log) {
    switch (log.target) {
        case LogSpec::Target::Auto:
            return "AUTO";
        case LogSpec::Target::None:
            return "NONE";
        case LogSpec::Target::File:
            return log.path;
    }
    return {};
}

std::string plugin(const PluginSpec& value) {
    std::string all = quote_shell_word(value.library);
    for (const std::string& argument : value.arguments) {
        all += " " + quote_shell_word(argument);
    }
    return all;
}

// With what tells apart two accounts of the same name.
std::string account_in_full(const Account& account) {
    return fmt::format("{} (uid {}, gid {}, groups {})", account.name, account.uid, account.gid,
                       fmt::join(account.groups, " "));
}

// Without user and password, which may hold any character but for the last '@'.
std::string public_url(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t at = url.rfind('@');
    return at == std::string::npos || at < begin ? url : url.substr(0, begin) + "***" + url.substr(at);
}

// --- the tables

// An option: its name, and a function that appends how it differs, if it does.
template <class Spec>
struct Row {
    std::string_view name;
    void (*compare)(std::string_view name, const Spec& before, const Spec& after, Changes& changes);
};

template <auto Text, class Value>
std::optional<std::string> text_of(const Value& value) {
    return Text(value);
}
template <auto Text, class Value>
std::optional<std::string> text_of(const std::optional<Value>& value) {
    return value ? std::optional<std::string>(Text(*value)) : std::nullopt;
}

// Compares the member that the pointers to members lead to; `Text` is one of the functions above.
template <auto Text, auto First, auto... Rest, class Spec>
void differ(std::string_view name, const Spec& before, const Spec& after, Changes& changes) {
    const auto& old_value = ((before.*First).*....*Rest);
    const auto& new_value = ((after.*First).*....*Rest);
    if (old_value != new_value) {
        changes.push_back({std::string(name), text_of<Text>(old_value), text_of<Text>(new_value), {}});
    }
}

template <auto Log>
void destinations_differ(std::string_view name, const ProcessSpec& before, const ProcessSpec& after, Changes& changes) {
    const LogSpec& old_log = before.*Log;
    const LogSpec& new_log = after.*Log;
    if (old_log.target != new_log.target || old_log.path != new_log.path) {
        changes.push_back({std::string(name), log_destination(old_log), log_destination(new_log), {}});
    }
}

void users_differ(std::string_view name, const ProcessSpec& before, const ProcessSpec& after, Changes& changes) {
    if (before.user == after.user) {
        return;
    }
    const bool is_same_name = before.user && after.user && before.user->name == after.user->name;
    const auto shown = [&](const std::optional<Account>& user) -> std::optional<std::string> {
        return user ? std::optional(is_same_name ? account_in_full(*user) : user->name) : std::nullopt;
    };
    changes.push_back({std::string(name), shown(before.user), shown(after.user), {}});
}

void urls_differ(std::string_view name, const ProcessSpec& before, const ProcessSpec& after, Changes& changes) {
    if (before.serverurl == after.serverurl) {
        return;
    }
    const auto shown = [](const std::optional<std::string>& url) { return url ? public_url(*url) : "AUTO"; };
    OptionChange change{std::string(name), shown(before.serverurl), shown(after.serverurl), {}};
    if (change.before == change.after) {
        *change.after += " (other credentials)";
    }
    changes.push_back(std::move(change));
}

void environments_differ(std::string_view name, const ProcessSpec& before, const ProcessSpec& after, Changes& changes) {
    if (before.environment == after.environment) {
        return;
    }
    VariableChanges variables;
    for (const auto& [variable, value] : after.environment) {
        const auto old_one = before.environment.find(variable);
        if (old_one == before.environment.end()) {
            variables.added.push_back(variable);
        } else if (old_one->second != value) {
            variables.changed.push_back(variable);
        }
    }
    for (const auto& [variable, value] : before.environment) {
        if (!after.environment.contains(variable)) {
            variables.removed.push_back(variable);
        }
    }
    changes.push_back({std::string(name), {}, {}, std::move(variables)});
}

void sockets_differ(std::string_view, const ProcessSpec& before, const ProcessSpec& after, Changes& changes) {
    for (OptionChange& change : changed_socket_options(before.socket, after.socket)) {
        changes.push_back(std::move(change));
    }
}

constexpr auto restart = &ProcessSpec::restart;
constexpr auto exec = &ProcessSpec::execution;
constexpr auto out = &ProcessSpec::stdout_log;
constexpr auto err = &ProcessSpec::stderr_log;

// process_name is no row: processes of different names are different processes.
constexpr std::array process_options{
    Row<ProcessSpec>{"command", differ<text, &ProcessSpec::command>},
    Row<ProcessSpec>{"directory", differ<text, &ProcessSpec::directory>},
    Row<ProcessSpec>{"umask", differ<octal, &ProcessSpec::umask>},
    Row<ProcessSpec>{"priority", differ<number, &ProcessSpec::priority>},
    Row<ProcessSpec>{"autostart", differ<boolean, &ProcessSpec::autostart>},
    Row<ProcessSpec>{"autorestart", differ<auto_restart, &ProcessSpec::autorestart>},
    Row<ProcessSpec>{"startsecs", differ<seconds, &ProcessSpec::startsecs>},
    Row<ProcessSpec>{"startretries", differ<number, &ProcessSpec::startretries>},
    Row<ProcessSpec>{"restart_delay", differ<duration_text, restart, &RestartSpec::delay>},
    Row<ProcessSpec>{"backoff", differ<word<backoff_words>, restart, &RestartSpec::backoff>},
    Row<ProcessSpec>{"backoff_max", differ<duration_text, restart, &RestartSpec::backoff_max>},
    Row<ProcessSpec>{"restart_jitter", differ<percentage, restart, &RestartSpec::jitter>},
    Row<ProcessSpec>{"restart_limit", differ<restart_limit, restart, &RestartSpec::limit>},
    Row<ProcessSpec>{"exitcodes", differ<exit_codes, &ProcessSpec::exitcodes>},
    Row<ProcessSpec>{"stopsignal", differ<stop_signals, &ProcessSpec::stopsignals>},
    Row<ProcessSpec>{"reload_signal", differ<signal_text, &ProcessSpec::reload_signal>},
    Row<ProcessSpec>{"on_fatal", differ<word<on_fatal_words>, &ProcessSpec::on_fatal>},
    Row<ProcessSpec>{"essential", differ<boolean, &ProcessSpec::essential>},
    Row<ProcessSpec>{"stopwaitsecs", differ<seconds, &ProcessSpec::stopwaitsecs>},
    Row<ProcessSpec>{"stopasgroup", differ<boolean, &ProcessSpec::stopasgroup>},
    Row<ProcessSpec>{"killasgroup", differ<boolean, &ProcessSpec::killasgroup>},
    Row<ProcessSpec>{"stop_scope", differ<word<stop_scope_words>, &ProcessSpec::stop_scope>},
    Row<ProcessSpec>{"user", users_differ},
    Row<ProcessSpec>{"user_environment", differ<word<user_environment_words>, &ProcessSpec::user_environment>},
    Row<ProcessSpec>{"rlimits", differ<resource_limits_text, exec, &ExecutionSpec::rlimits>},
    Row<ProcessSpec>{"nice", differ<number, exec, &ExecutionSpec::nice>},
    Row<ProcessSpec>{"ioprio", differ<io_priority_text, exec, &ExecutionSpec::ioprio>},
    Row<ProcessSpec>{"cpu_affinity", differ<cpu_list_text, exec, &ExecutionSpec::cpu_affinity>},
    Row<ProcessSpec>{"oom_score_adj", differ<number, exec, &ExecutionSpec::oom_score_adj>},
    Row<ProcessSpec>{"no_new_privs", differ<boolean, exec, &ExecutionSpec::no_new_privs>},
    Row<ProcessSpec>{"capability_bounding_set",
                     differ<capabilities_text, exec, &ExecutionSpec::capability_bounding_set>},
    Row<ProcessSpec>{"log_format", differ<word<log_format_words>, &ProcessSpec::log_format>},
    Row<ProcessSpec>{"log_marks", differ<boolean, &ProcessSpec::log_marks>},
    Row<ProcessSpec>{"redirect_stderr", differ<boolean, &ProcessSpec::redirect_stderr>},
    Row<ProcessSpec>{"stdout_logfile", destinations_differ<out>},
    Row<ProcessSpec>{"stdout_logfile_maxbytes", differ<size, out, &LogSpec::maxbytes>},
    Row<ProcessSpec>{"stdout_logfile_backups", differ<number, out, &LogSpec::backups>},
    Row<ProcessSpec>{"stdout_logfile_rotate", differ<rotation_period_text, out, &LogSpec::rotate_every>},
    Row<ProcessSpec>{"stdout_logfile_compress", differ<word<compression_words>, out, &LogSpec::compression>},
    Row<ProcessSpec>{"stdout_capture_maxbytes", differ<size, out, &LogSpec::capture_maxbytes>},
    Row<ProcessSpec>{"stdout_events_enabled", differ<boolean, out, &LogSpec::events_enabled>},
    Row<ProcessSpec>{"stdout_syslog", differ<boolean, out, &LogSpec::syslog>},
    Row<ProcessSpec>{"stderr_logfile", destinations_differ<err>},
    Row<ProcessSpec>{"stderr_logfile_maxbytes", differ<size, err, &LogSpec::maxbytes>},
    Row<ProcessSpec>{"stderr_logfile_backups", differ<number, err, &LogSpec::backups>},
    Row<ProcessSpec>{"stderr_logfile_rotate", differ<rotation_period_text, err, &LogSpec::rotate_every>},
    Row<ProcessSpec>{"stderr_logfile_compress", differ<word<compression_words>, err, &LogSpec::compression>},
    Row<ProcessSpec>{"stderr_capture_maxbytes", differ<size, err, &LogSpec::capture_maxbytes>},
    Row<ProcessSpec>{"stderr_events_enabled", differ<boolean, err, &LogSpec::events_enabled>},
    Row<ProcessSpec>{"stderr_syslog", differ<boolean, err, &LogSpec::syslog>},
    Row<ProcessSpec>{"environment", environments_differ},
    Row<ProcessSpec>{"environment_file", differ<words, &ProcessSpec::environment_files>},
    Row<ProcessSpec>{"serverurl", urls_differ},
    Row<ProcessSpec>{"socket", sockets_differ},
};

constexpr std::array group_options{
    Row<GroupSpec>{"priority", differ<number, &GroupSpec::priority>},
};

constexpr std::array listener_options{
    Row<ListenerSpec>{"events", differ<events, &ListenerSpec::events>},
    Row<ListenerSpec>{"buffer_size", differ<number, &ListenerSpec::buffer_size>},
    Row<ListenerSpec>{"event_length", differ<word<event_length_words>, &ListenerSpec::event_length>},
    Row<ListenerSpec>{"delivery", differ<delivery, &ListenerSpec::delivery>},
    Row<ListenerSpec>{"buffer_bytes", differ<size, &ListenerSpec::buffer_bytes>},
    Row<ListenerSpec>{"delivery_file", differ<text, &ListenerSpec::delivery_file>},
    Row<ListenerSpec>{"plugin", differ<plugin, &ListenerSpec::plugin>},
};

template <class Rows, class Spec>
void compare_all(const Rows& rows, const Spec& before, const Spec& after, Changes& changes) {
    for (const auto& row : rows) {
        row.compare(row.name, before, after, changes);
    }
}

} // namespace

std::vector<OptionChange> changed_options(const ProcessSpec& before, const ProcessSpec& after) {
    Changes changes;
    compare_all(process_options, before, after, changes);
    return changes;
}

std::vector<OptionChange> changed_options(const GroupSpec& before, const GroupSpec& after) {
    Changes changes;
    compare_all(group_options, before, after, changes);
    if (before.listener && after.listener) {
        compare_all(listener_options, *before.listener, *after.listener, changes);
    } else if (before.listener || after.listener) {
        const auto section = [](const GroupSpec& group) { return group.listener ? "eventlistener" : "program"; };
        changes.push_back({"section", section(before), section(after), {}});
    }
    return changes;
}

} // namespace halberd
