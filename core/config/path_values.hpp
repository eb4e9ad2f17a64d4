#pragma once

#include "core/config/option_values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Values that are paths. "~" and "~user" at the start are expanded, as Supervisor does.

// `path`, which may be relative to `base`, as an absolute path in its shortest form.
std::string absolute_path(const std::string& path, const std::string& base);

// The same for a value, relative to `context.base_directory`. Supervisor: options.py normalize_path().
std::string normalize_path(std::string_view text, const ValueContext& context);

// The folder that holds `path`; "." for a name alone.
std::string directory_of(const std::string& path);

bool is_directory(const std::string& path);

Parsed<std::string> parse_path(std::string_view text, const ValueContext& context);

// A file whose folder must exist. Supervisor: datatypes.py existing_dirpath().
Parsed<std::string> parse_file(std::string_view text, const ValueContext& context);

// The file of the activity log; "syslog" stands for itself.
Parsed<std::string> parse_activity_log(std::string_view text, const ValueContext& context);

// A folder that must exist. Supervisor: datatypes.py existing_directory().
Parsed<std::string> parse_directory(std::string_view text, const ValueContext& context);
Parsed<std::optional<std::string>> parse_optional_directory(std::string_view text, const ValueContext& context);

// Files with commas between them, none of which needs to exist; "-" in front of one stays there.
Parsed<std::vector<std::string>> parse_optional_files(std::string_view text, const ValueContext& context);

// Folders with colons between them.
Parsed<std::vector<std::string>> parse_search_path(std::string_view text, const ValueContext& context);

// The value of stdout_logfile= and stderr_logfile=: AUTO, NONE, a file, or "syslog", which is deprecated and means
// stdout_syslog=true without a file.
struct LogDestination {
    LogSpec::Target target = LogSpec::Target::Auto;
    std::string path;
    bool is_syslog = false;
};
bool is_syslog_name(std::string_view text);
Parsed<LogDestination> parse_log_destination(std::string_view text, const ValueContext& context);

} // namespace halberd
