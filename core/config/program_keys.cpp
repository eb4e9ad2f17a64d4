#include "core/config/program_keys.hpp"

#include "core/config/account_table.hpp"
#include "core/config/execution_values.hpp"
#include "core/config/log_values.hpp"
#include "core/config/path_values.hpp"

#include <array>

namespace halberd {
namespace {

// stdout_logfile= and stderr_logfile= set more than one member.
template <auto Log>
std::optional<BadValue> read_log_destination(std::string_view text, const ValueContext& context, ProcessSpec& process) {
    auto destination = parse_log_destination(text, context);
    if (!destination) {
        return std::move(destination).error();
    }
    LogSpec& log = process.*Log;
    log.target = destination->target;
    log.path = std::move(destination->path);
    log.syslog = log.syslog || destination->is_syslog;
    return std::nullopt;
}

constexpr auto exec = &ProcessSpec::execution;
constexpr auto out = &ProcessSpec::stdout_log;
constexpr auto err = &ProcessSpec::stderr_log;

constexpr std::array section_keys{
    Key<ProgramSection>{"priority", read<parse_integer, &ProgramSection::priority>},
    Key<ProgramSection>{"numprocs", read<parse_integer, &ProgramSection::numprocs>},
    Key<ProgramSection>{"numprocs_start", read<parse_integer, &ProgramSection::numprocs_start>},
};

constexpr Key<ProcessSpec> environment_key{"environment", read<parse_environment, &ProcessSpec::environment>};

constexpr std::array keys_of_a_process{
    Key<ProcessSpec>{"command", read<parse_text, &ProcessSpec::command>},
    Key<ProcessSpec>{"process_name", read<parse_text, &ProcessSpec::name>},
    Key<ProcessSpec>{"environment_file", read<parse_optional_files, &ProcessSpec::environment_files>},
    Key<ProcessSpec>{"directory", read<parse_text, &ProcessSpec::directory>},
    Key<ProcessSpec>{"umask", read<parse_octal, &ProcessSpec::umask>},
    Key<ProcessSpec>{"priority", read<parse_integer, &ProcessSpec::priority>},
    Key<ProcessSpec>{"autostart", read<parse_boolean, &ProcessSpec::autostart>},
    Key<ProcessSpec>{"autorestart", read<parse_auto_restart, &ProcessSpec::autorestart>},
    Key<ProcessSpec>{"startsecs", read<parse_seconds, &ProcessSpec::startsecs>},
    Key<ProcessSpec>{"startretries", read<parse_integer, &ProcessSpec::startretries>},
    Key<ProcessSpec>{"restart_delay", read<parse_optional_duration, &ProcessSpec::restart, &RestartSpec::delay>},
    Key<ProcessSpec>{"backoff", read<parse_backoff, &ProcessSpec::restart, &RestartSpec::backoff>},
    Key<ProcessSpec>{"backoff_max", read<parse_optional_duration, &ProcessSpec::restart, &RestartSpec::backoff_max>},
    Key<ProcessSpec>{"restart_jitter", read<parse_percentage, &ProcessSpec::restart, &RestartSpec::jitter>},
    Key<ProcessSpec>{"restart_limit", read<parse_restart_limit, &ProcessSpec::restart, &RestartSpec::limit>},
    Key<ProcessSpec>{"exitcodes", read<parse_exit_codes, &ProcessSpec::exitcodes>},
    Key<ProcessSpec>{"stopsignal", read<parse_stop_signals, &ProcessSpec::stopsignals>},
    Key<ProcessSpec>{"stopwaitsecs", read<parse_seconds, &ProcessSpec::stopwaitsecs>},
    Key<ProcessSpec>{"reload_signal", read<parse_optional_signal, &ProcessSpec::reload_signal>},
    Key<ProcessSpec>{"on_fatal", read<parse_on_fatal, &ProcessSpec::on_fatal>},
    Key<ProcessSpec>{"essential", read<parse_boolean, &ProcessSpec::essential>},
    Key<ProcessSpec>{"stopasgroup", read<parse_boolean, &ProcessSpec::stopasgroup>},
    Key<ProcessSpec>{"killasgroup", read<parse_boolean, &ProcessSpec::killasgroup>},
    Key<ProcessSpec>{"stop_scope", read<parse_stop_scope, &ProcessSpec::stop_scope>},
    Key<ProcessSpec>{"user", read<parse_account, &ProcessSpec::user>},
    Key<ProcessSpec>{"user_environment", read<parse_user_environment, &ProcessSpec::user_environment>},
    Key<ProcessSpec>{"rlimits", read<parse_resource_limits, exec, &ExecutionSpec::rlimits>},
    Key<ProcessSpec>{"nice", read<parse_nice, exec, &ExecutionSpec::nice>},
    Key<ProcessSpec>{"ioprio", read<parse_io_priority, exec, &ExecutionSpec::ioprio>},
    Key<ProcessSpec>{"cpu_affinity", read<parse_cpu_list, exec, &ExecutionSpec::cpu_affinity>},
    Key<ProcessSpec>{"oom_score_adj", read<parse_oom_score_adj, exec, &ExecutionSpec::oom_score_adj>},
    Key<ProcessSpec>{"no_new_privs", read<parse_boolean, exec, &ExecutionSpec::no_new_privs>},
    Key<ProcessSpec>{"capability_bounding_set",
                     read<parse_capabilities, exec, &ExecutionSpec::capability_bounding_set>},
    Key<ProcessSpec>{"log_format", read<parse_log_format, &ProcessSpec::log_format>},
    Key<ProcessSpec>{"log_marks", read<parse_boolean, &ProcessSpec::log_marks>},
    Key<ProcessSpec>{"redirect_stderr", read<parse_boolean, &ProcessSpec::redirect_stderr>},
    // *_syslog stands before *_logfile, whose deprecated value "syslog" wins over it.
    Key<ProcessSpec>{"stdout_syslog", read<parse_boolean, out, &LogSpec::syslog>},
    Key<ProcessSpec>{"stdout_logfile", read_log_destination<out>},
    Key<ProcessSpec>{"stdout_logfile_maxbytes", read<parse_size, out, &LogSpec::maxbytes>},
    Key<ProcessSpec>{"stdout_logfile_backups", read<parse_integer, out, &LogSpec::backups>},
    Key<ProcessSpec>{"stdout_logfile_rotate", read<parse_rotation_period, out, &LogSpec::rotate_every>},
    Key<ProcessSpec>{"stdout_logfile_compress", read<parse_compression, out, &LogSpec::compression>},
    Key<ProcessSpec>{"stdout_capture_maxbytes", read<parse_size, out, &LogSpec::capture_maxbytes>},
    Key<ProcessSpec>{"stdout_events_enabled", read<parse_boolean, out, &LogSpec::events_enabled>},
    Key<ProcessSpec>{"stderr_syslog", read<parse_boolean, err, &LogSpec::syslog>},
    Key<ProcessSpec>{"stderr_logfile", read_log_destination<err>},
    Key<ProcessSpec>{"stderr_logfile_maxbytes", read<parse_size, err, &LogSpec::maxbytes>},
    Key<ProcessSpec>{"stderr_logfile_backups", read<parse_integer, err, &LogSpec::backups>},
    Key<ProcessSpec>{"stderr_logfile_rotate", read<parse_rotation_period, err, &LogSpec::rotate_every>},
    Key<ProcessSpec>{"stderr_logfile_compress", read<parse_compression, err, &LogSpec::compression>},
    Key<ProcessSpec>{"stderr_capture_maxbytes", read<parse_size, err, &LogSpec::capture_maxbytes>},
    Key<ProcessSpec>{"stderr_events_enabled", read<parse_boolean, err, &LogSpec::events_enabled>},
    Key<ProcessSpec>{"serverurl", read<parse_server_url, &ProcessSpec::serverurl>},
};

constexpr std::array keys_of_a_group{
    Key<GroupSection>{"programs", read<parse_words, &GroupSection::programs>},
    Key<GroupSection>{"priority", read<parse_integer, &GroupSection::priority>},
};

} // namespace

std::span<const Key<ProgramSection>> program_section_keys() {
    return section_keys;
}

const Key<ProcessSpec>& process_environment_key() {
    return environment_key;
}

std::span<const Key<ProcessSpec>> process_keys() {
    return keys_of_a_process;
}

std::vector<std::string_view> program_key_names() {
    return key_names(std::array{environment_key}, section_keys, keys_of_a_process);
}

std::span<const Key<GroupSection>> group_keys() {
    return keys_of_a_group;
}

std::vector<std::string_view> group_key_names() {
    return key_names(keys_of_a_group);
}

} // namespace halberd
