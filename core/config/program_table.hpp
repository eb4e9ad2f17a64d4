#pragma once

#include "core/base/error.hpp"
#include "core/config/diagnostics.hpp"
#include "core/config/ini_source.hpp"
#include "core/config/program_spec.hpp"
#include "core/config/server_options.hpp"

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// What expansion and defaults take from outside the files. Filled from the real environment by the daemon, by hand in
// tests.
struct ConfigEnvironment {
    std::map<std::string, std::string> variables; // %(ENV_X)s
    std::string host_name;                        // %(host_node_name)s
    std::string working_directory;                // what relative paths of the command line are relative to
    std::string temporary_directory;              // default childlogdir
    std::string default_plugin_path;              // lib/halberd/plugins of the installation
    std::string plugin_host;                      // path of halberd-plugin-host, for isolation=process
    std::vector<std::string> event_names;         // what events= may list; empty: names are not checked
    uid_t user_id = 0;                            // who runs the daemon: only root may become another user=
};

// What relative paths of programs are relative to. They are resolved when a log is opened, which is after the daemon has
// gone to its directory=; it goes there only when it daemonises.
std::string directory_of_programs(const ServerOptions& server, const ConfigEnvironment& environment);

// Values given on supervisord's command line; each one set wins over the file, whose value is then not looked at.
struct CommandLineOverrides {
    // Key of [supervisord] -> value as it would stand in the file, but taken literally: a '%' is a '%'. Flags are
    // "true".
    std::map<std::string, std::string> supervisord;
};

// A whole configuration. It is usable only when `diagnostics` had no errors.
struct Configuration {
    ServerOptions server;
    std::vector<GroupSpec> groups;           // by priority, then by name; names are unique
    std::vector<std::string> included_files; // what [include] brought in, in the order of reading
};

// Reads `path` and what its [include] names, checks every section and key, and makes the model of it. All errors and
// warnings are collected, none is thrown: an unknown key is a warning that names the most similar known one, as
// Supervisor ignores it; what Supervisor refuses is an error.
Configuration read_configuration(const std::string& path, const ConfigEnvironment& environment,
                                 const CommandLineOverrides& overrides, Diagnostics& diagnostics);

// The same for text in memory that stands for the file `path`, which need not be there.
Configuration read_configuration_text(std::string_view text, const std::string& path,
                                      const ConfigEnvironment& environment, const CommandLineOverrides& overrides,
                                      Diagnostics& diagnostics);
// The same for somebody who wants to know what is doubtful: also warns of what lint.hpp calls pitfalls.
Configuration lint_configuration(const std::string& path, const ConfigEnvironment& environment,
                                 const CommandLineOverrides& overrides, Diagnostics& diagnostics);

// Names of the groups that `update` would add, restart and remove, in the order of `wanted`, or of `active` for the
// removed ones. Supervisor: supervisord.py diff_to_active().
struct GroupChanges {
    std::vector<std::string> added;
    std::vector<std::string> changed;
    std::vector<std::string> removed;
};
GroupChanges compare_groups(const std::vector<GroupSpec>& active, const std::vector<GroupSpec>& wanted);

} // namespace halberd
