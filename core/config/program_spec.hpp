#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/execution_spec.hpp"
#include "core/config/listener_spec.hpp"
#include "core/config/log_spec.hpp"

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace halberd {

// Plain data: what the configuration says about programs, after expansion. Two specs compare equal exactly when
// `update` has nothing to do; origins are left out of the comparison.

enum class AutoRestart { Never, Unexpected, Always };

// How the pauses between failed starts grow: always the same, by as much each time, doubled each time.
enum class Backoff { Constant, Linear, Exponential };

// At most so many automatic starts in any stretch of time of this length.
struct RestartLimit {
    int count = 0;
    std::chrono::milliseconds period{0};

    bool operator==(const RestartLimit&) const = default;
};

// When a process is started again by itself; the defaults are Supervisor's ways. See core/process/restart_policy.hpp.
struct RestartSpec {
    std::optional<std::chrono::milliseconds> delay; // before a restart (nothing: at once), and the first pause after a
                                                    // failed start (nothing: a second)
    Backoff backoff = Backoff::Linear;
    std::optional<std::chrono::milliseconds> backoff_max; // the longest pause after a failed start
    int jitter = 0;                                       // per cent by which a pause may be lengthened at random
    std::optional<RestartLimit> limit;                    // nothing: any number

    bool operator==(const RestartSpec&) const = default;
};

// What the daemon does when a program is FATAL.
enum class OnFatal { Ignore, Shutdown };

// One of the signals that ask a process to end, and how long it may take before the next one, or SIGKILL, follows.
struct StopSignal {
    int number = SIGTERM;
    std::optional<std::chrono::seconds> wait; // nothing: stopwaitsecs

    bool operator==(const StopSignal&) const = default;
};

// Who is signalled when a process is stopped. After a stop of scope Tree no descendant of it lives, whatever session or
// process group it went to.
enum class StopScope { Process, Group, Tree };

// What a program finds in its environment beside environment=.
enum class UserEnvironment {
    Inherit, // what the daemon has
    Login,   // over it HOME, USER, LOGNAME and SHELL of the account that it runs as
};

// The account a program runs as, resolved when the configuration is read.
struct Account {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups; // supplementary groups

    bool operator==(const Account&) const = default;
};

// A UNIX stream socket in the file system.
struct UnixSocketAddress {
    std::string path; // absolute
    mode_t mode = 0700;
    std::optional<uid_t> owner_uid; // nothing: left as created
    std::optional<gid_t> owner_gid;

    bool operator==(const UnixSocketAddress&) const = default;
};

// A TCP port on one address.
struct InetSocketAddress {
    std::string host; // a name or an IPv4 address, in lower case
    std::uint16_t port = 0;

    bool operator==(const InetSocketAddress&) const = default;
};

// The listening socket that a FastCGI program finds as its standard input; all processes of the program share one.
struct SocketSpec {
    std::string program; // the x of [fcgi-program:x]
    std::variant<UnixSocketAddress, InetSocketAddress> address;
    std::optional<int> backlog; // connections that may wait to be accepted; nothing: as many as the system allows

    // "unix:///run/php.sock", "tcp://localhost:9000"
    std::string url() const;

    bool operator==(const SocketSpec&) const = default;
};

// One process to supervise: numprocs=3 makes three of them.
struct ProcessSpec {
    std::string name;    // process_name=, expanded
    std::string command; // as written, after expansion; split by shell rules when it is started. For a plugin in the
                         // daemon, the text of plugin=.
    std::optional<std::string> directory;
    std::optional<mode_t> umask;
    int priority = 999;
    bool autostart = true;
    AutoRestart autorestart = AutoRestart::Unexpected;
    std::chrono::seconds startsecs{1};
    int startretries = 3;
    RestartSpec restart;
    std::optional<Account> user;
    std::vector<StopSignal> stopsignals{{}}; // at least one
    std::chrono::seconds stopwaitsecs{10};
    std::optional<int> reload_signal; // what `signal reload` sends; nothing: it is no signal
    OnFatal on_fatal = OnFatal::Ignore;
    bool essential = false; // the daemon goes down with it: when it is FATAL, or has exited and is not restarted
    bool stopasgroup = false;
    bool killasgroup = false;
    std::optional<StopScope> stop_scope; // when set, stopasgroup and killasgroup follow from it
    std::vector<int> exitcodes{0};
    bool redirect_stderr = false;
    LogSpec stdout_log;
    LogSpec stderr_log;
    LogFormat log_format = LogFormat::Raw;
    bool log_marks = false; // a line in the logs for each start and end of the process
    ExecutionSpec execution;
    UserEnvironment user_environment = UserEnvironment::Inherit; // its variables stand in `environment` already
    std::map<std::string, std::string> environment;
    std::vector<std::string> environment_files; // absolute; "-" in front: may be missing. Read at each start, in this
                                                // order, and over `environment`.
    std::optional<std::string> serverurl;       // nothing: AUTO, that is the daemon's own
    std::optional<SocketSpec> socket;           // of a FastCGI program: its standard input

    bool operator==(const ProcessSpec&) const = default;
};

// A group: made by [program:x], [fcgi-program:x], [eventlistener:x] or [group:x].
struct GroupSpec {
    std::string name;
    int priority = 999;
    std::vector<ProcessSpec>
        processes; // of each program by name, the programs in the order of programs=; names are unique
    std::optional<ListenerSpec> listener;
    Origin origin;

    // Compares everything but the origin.
    bool operator==(const GroupSpec& other) const;
};

} // namespace halberd
