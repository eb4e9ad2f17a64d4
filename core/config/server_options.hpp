#pragma once

#include "core/base/byte_size.hpp"
#include "core/base/peer_role.hpp"
#include "core/base/log.hpp"
#include "core/config/program_spec.hpp"

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Plain data: [supervisord] and the HTTP servers, after expansion and defaults.

struct Credentials {
    std::string username;
    std::string password; // plain, "{SHA}" and the SHA-1 in hexadecimal, or a hash of crypt(5) such as "$y$…"

    bool operator==(const Credentials&) const = default;
};

// [http_user:NAME]
struct UserSpec {
    std::string name;
    Role role = Role::Read;
    std::optional<std::string> password; // as in Credentials
    std::optional<std::string> token;
    Origin origin;
};

// certificate=, key= and client_ca=: paths, absolute.
struct TlsSpec {
    std::string certificate;
    std::string key;
    std::string client_ca; // empty: clients need no certificate
    Origin origin;         // of certificate=
};

// [unix_http_server]
struct UnixServerSpec {
    std::string section;
    std::string path;
    mode_t mode = 0700;
    std::optional<uid_t> owner_uid; // chown=
    std::optional<gid_t> owner_gid;
    std::optional<Credentials> credentials;
    std::vector<PeerRole> peer_roles; // the first that fits counts; none: whoever can connect is admin
    Origin origin;
};

// [inet_http_server] and [inet_http_server:x]
struct InetServerSpec {
    std::string section;
    std::string host; // empty for all interfaces ("*:9001" and ":9001")
    std::uint16_t port = 0;
    std::optional<Credentials> credentials;
    std::vector<std::string> allowed_hosts; // names by which it is known beside its address
    std::optional<TlsSpec> tls;
    bool is_open =
        false; // whoever can connect is let in as admin: no password, user or client certificate is asked for
    Origin origin;
};

// [rpcinterface:NAME] with a plugin, which adds methods NAME.x.
struct RpcPluginSpec {
    std::string name;
    PluginSpec plugin;
    Origin origin;
};

// [supervisord]
struct ServerOptions {
    std::string config_file; // absolute
    std::string logfile;     // absolute, or "syslog"
    ByteSize logfile_maxbytes = 50_MiB;
    int logfile_backups = 10;
    LogLevel loglevel = LogLevel::Info;
    std::string pidfile; // absolute
    bool nodaemon = false;
    bool silent = false;
    std::optional<mode_t> umask = 022; // takes effect when daemonising
    std::optional<Account> user;
    std::string identifier = "supervisor";
    std::optional<std::string> directory;
    bool nocleanup = false;
    std::string childlogdir; // absolute
    std::map<std::string, std::string> environment;
    bool strip_ansi = false;
    int minfds = 1024;
    int minprocs = 200;
    int event_history = 10'000;           // the last events that are kept for those who ask; 0: none
    std::vector<std::string> plugin_path; // folders where plugin= looks for NAME.so
    bool audit = false;                   // a line in the log for each change that somebody asks for
    bool require_auth = false;            // no open server but on this machine's own addresses

    std::vector<UnixServerSpec> unix_servers;
    std::vector<InetServerSpec> inet_servers;
    std::vector<UserSpec> users;
    std::vector<RpcPluginSpec> rpc_plugins;

    // What children get as SUPERVISOR_SERVER_URL: the UNIX socket when there is one, else the TCP server ("*" becomes
    // localhost); empty without any server. Supervisor: options.py, get_server_url.
    std::string server_url() const;
};

// True for the host of an address that only this machine can reach: "127.0.0.1", "::1", "localhost".
bool is_loopback(std::string_view host);

} // namespace halberd
