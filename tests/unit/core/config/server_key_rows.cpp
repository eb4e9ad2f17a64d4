#include "tests/unit/core/config/key_rows.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Pair;

constexpr const char* supervisord = "supervisord";
constexpr const char* unix_server = "unix_http_server";
constexpr const char* inet_server = "inet_http_server";
constexpr const char* user = "http_user:";

// A member of ServerOptions that is, or matches, `wanted`.
template <class Member, class Wanted>
Effect server(Member ServerOptions::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT(read.server.*member, wanted); };
}

Effect unix_spec(std::function<void(const UnixServerSpec&)> expect) {
    return [=](const Configuration& read) { expect(read.server.unix_servers.at(0)); };
}

Effect inet_spec(std::function<void(const InetServerSpec&)> expect) {
    return [=](const Configuration& read) { expect(read.server.inet_servers.at(0)); };
}

// A file with a certificate and its key, made by the build.
constexpr const char* pem_file = HALBERD_TEST_CERTIFICATE;

Effect user_spec(std::function<void(const UserSpec&)> expect) {
    return [=](const Configuration& read) { expect(read.server.users.at(0)); };
}

Effect inet_address(std::string host, int port) {
    return [=](const Configuration& read) {
        EXPECT_EQ(read.server.inet_servers.at(0).host, host);
        EXPECT_EQ(read.server.inet_servers.at(0).port, port);
    };
}

Effect login(Credentials wanted) {
    return [=](const Configuration& read) {
        const ServerOptions& server = read.server;
        EXPECT_EQ(
            server.unix_servers.empty() ? server.inet_servers.at(0).credentials : server.unix_servers.at(0).credentials,
            wanted);
    };
}

std::string folder_of(const Configuration& read) {
    return std::filesystem::path(read.server.config_file).parent_path().string();
}

const std::string digits_hint = "write digits only, such as 10";
const std::string boolean_hint = "write true or false";
const std::string size_hint = "write a number, or one with KB, MB or GB: 50MB";
const std::string tls_hint =
    "name files in PEM format that supervisord can read: the certificate with the intermediate ones behind it, and its "
    "key without a passphrase (openssl rsa -in KEY -out NEW takes it away)";
const std::string role_hint = "write read, operate or admin";
const std::string octal_hint = "write a mode such as 022 or 0700";
const std::string account_hint = "there is no such account; create it, or name one that `getent passwd` lists";
const std::string port_hint = "write HOST:PORT, such as 127.0.0.1:9001, or *:9001 for all interfaces";
const std::string incomplete = "incomplete authentication";

std::vector<GoodRow> good_supervisord_rows() {
    return {
        {supervisord, "logfile", "/tmp/a.log", server(&ServerOptions::logfile, "/tmp/a.log")},
        {supervisord, "logfile", "syslog", server(&ServerOptions::logfile, "syslog")},
        {supervisord, "logfile", "%(here)s/logs/../a.log",
         [](const Configuration& read) { EXPECT_EQ(read.server.logfile, folder_of(read) + "/a.log"); }},
        {supervisord, "logfile", "logs/a.log", server(&ServerOptions::logfile, EndsWith("/logs/a.log"))},
        {supervisord, "logfile_maxbytes", "1KB", server(&ServerOptions::logfile_maxbytes, ByteSize{1024})},
        {supervisord, "logfile_maxbytes", "0", server(&ServerOptions::logfile_maxbytes, ByteSize{0})},
        {supervisord, "logfile_backups", "0", server(&ServerOptions::logfile_backups, 0)},
        {supervisord, "loglevel", "debug", server(&ServerOptions::loglevel, LogLevel::Debug)},
        {supervisord, "loglevel", "CRITICAL", server(&ServerOptions::loglevel, LogLevel::Critical)},
        {supervisord, "pidfile", "/tmp/a.pid", server(&ServerOptions::pidfile, "/tmp/a.pid")},
        {supervisord, "nodaemon", "true", server(&ServerOptions::nodaemon, true)},
        {supervisord, "silent", "yes", server(&ServerOptions::silent, true)},
        {supervisord, "umask", "077", server(&ServerOptions::umask, std::optional<mode_t>(077))},
        {supervisord, "user", "root", [](const Configuration& read) { EXPECT_EQ(read.server.user->uid, 0U); }},
        {supervisord, "user", "0", [](const Configuration& read) { EXPECT_EQ(read.server.user->name, "root"); }},
        {supervisord, "identifier", "me; and you", server(&ServerOptions::identifier, "me; and you")},
        {supervisord, "directory", "/", server(&ServerOptions::directory, std::optional<std::string>("/"))},
        {supervisord, "nocleanup", "on", server(&ServerOptions::nocleanup, true)},
        {supervisord, "childlogdir", "/", server(&ServerOptions::childlogdir, "/")},
        {supervisord, "environment", "A=1,B=\"x,%(host_node_name)s%%\"",
         server(&ServerOptions::environment, ElementsAre(Pair("A", "1"), Pair("B", "x,box%")))},
        {supervisord, "strip_ansi", "1", server(&ServerOptions::strip_ansi, true)},
        {supervisord, "minfds", "3", server(&ServerOptions::minfds, 3)},
        {supervisord, "minprocs", "4", server(&ServerOptions::minprocs, 4)},
        {supervisord, "event_history", "500", server(&ServerOptions::event_history, 500)},
        {supervisord, "event_history", "0", server(&ServerOptions::event_history, 0)},
        {supervisord, "plugin_path", "/a::/b", server(&ServerOptions::plugin_path, ElementsAre("/a", "/b"))},
        {supervisord, "audit", "true", server(&ServerOptions::audit, true)},
        {supervisord, "require_auth", "true", server(&ServerOptions::require_auth, true)},
    };
}

} // namespace

std::vector<GoodRow> good_server_rows() {
    std::vector<GoodRow> rows = good_supervisord_rows();
    const std::vector<GoodRow> more{
        {unix_server, "file", "%(here)s/a.sock",
         [](const Configuration& read) {
             EXPECT_EQ(read.server.unix_servers.at(0).path, folder_of(read) + "/a.sock");
         }},
        {unix_server, "chmod", "0770", unix_spec([](const UnixServerSpec& spec) { EXPECT_EQ(spec.mode, 0770U); })},
        {unix_server, "chown", "nobody:root", unix_spec([](const UnixServerSpec& spec) {
             EXPECT_EQ(spec.owner_uid, 65534U);
             EXPECT_EQ(spec.owner_gid, 0U);
         })},
        {unix_server, "chown", "0", unix_spec([](const UnixServerSpec& spec) {
             EXPECT_EQ(spec.owner_uid, 0U);
             EXPECT_EQ(spec.owner_gid, std::nullopt);
         })},
        {unix_server, "username", "u", login({"u", "p"}), "password=p\n"},
        {unix_server, "password", "p:%(host_node_name)s", login({"u", "p:box"}), "username=u\n"},
        {unix_server, "peer_roles", "root=admin, @root = Operate,@0=read,65534=read,*=read",
         unix_spec([](const UnixServerSpec& spec) {
             using Kind = PeerRole::Kind;
             EXPECT_THAT(spec.peer_roles,
                         ElementsAre(PeerRole{Kind::User, 0, Role::Admin}, PeerRole{Kind::Group, 0, Role::Operate},
                                     PeerRole{Kind::Group, 0, Role::Read}, PeerRole{Kind::User, 65534, Role::Read},
                                     PeerRole{Kind::Everybody, 0, Role::Read}));
         })},
        {user, "password", "p:%(host_node_name)s", user_spec([](const UserSpec& spec) {
             EXPECT_EQ(spec.name, "ann");
             EXPECT_EQ(spec.password, "p:box");
             EXPECT_EQ(spec.token, std::nullopt);
             EXPECT_EQ(spec.role, Role::Read);
         })},
        {user, "token", "a1b2", user_spec([](const UserSpec& spec) { EXPECT_EQ(spec.token, "a1b2"); })},
        {user, "role", "Operate", user_spec([](const UserSpec& spec) { EXPECT_EQ(spec.role, Role::Operate); }),
         "token=x\n"},
        {inet_server, "port", "*:9001", inet_address("", 9001)},
        {inet_server, "port", "9001", inet_address("", 9001)},
        {inet_server, "port", "LocalHost:80", inet_address("localhost", 80)},
        {inet_server, "allowed_hosts", "ops.example, box", inet_spec([](const InetServerSpec& spec) {
             EXPECT_THAT(spec.allowed_hosts, ElementsAre("ops.example", "box"));
         })},
        {inet_server, "certificate", pem_file, inet_spec([](const InetServerSpec& spec) {
             EXPECT_EQ(spec.tls->certificate, pem_file);
             EXPECT_EQ(spec.tls->key, pem_file);
             EXPECT_EQ(spec.tls->client_ca, "");
         })},
        {inet_server, "key", pem_file,
         inet_spec([](const InetServerSpec& spec) { EXPECT_EQ(spec.tls->key, pem_file); }),
         std::string("certificate=") + pem_file + "\n"},
        {inet_server, "client_ca", pem_file,
         inet_spec([](const InetServerSpec& spec) { EXPECT_EQ(spec.tls->client_ca, pem_file); }),
         std::string("certificate=") + pem_file + "\n"},
        {inet_server, "username", "u", login({"u", "p"}), "password=p\n"},
        {inet_server, "password", "{SHA}82ab", login({"u", "{SHA}82ab"}), "username=u\n"},
        {"include", "files", "conf.d/*.ini",
         [](const Configuration& read) {
             EXPECT_THAT(read.included_files, ElementsAre(folder_of(read) + "/conf.d/a.ini"));
             EXPECT_EQ(read.groups.at(0).name, "included");
         }},
    };
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

std::vector<BadRow> bad_server_rows() {
    return {
        {supervisord, "logfile", "/no/such/a.log",
         "The directory named as part of the path /no/such/a.log does not exist", "create it: mkdir -p /no/such"},
        {supervisord, "logfile", "", "the path is empty", ""},
        {supervisord, "logfile_maxbytes", "5 apples", "'5 apples' is not a number of bytes", size_hint},
        {supervisord, "logfile_backups", "ten", "'ten' is not a whole number", digits_hint},
        {supervisord, "loglevel", "loud", "bad logging level name 'loud'",
         "write critical, error, warn, info, debug, trace or blather"},
        {supervisord, "pidfile", "/no/such/a.pid",
         "The directory named as part of the path /no/such/a.pid does not exist", "create it: mkdir -p /no/such"},
        {supervisord, "nodaemon", "perhaps", "'perhaps' is not a valid boolean value", boolean_hint},
        {supervisord, "silent", "\"yes\"", "'\"yes\"' is not a valid boolean value",
         "values stand without quotes: yes"},
        {supervisord, "umask", "8", "8 can not be converted to an octal type", octal_hint},
        {supervisord, "user", "no-such-user", "Invalid user name no-such-user", account_hint},
        {supervisord, "user", "987654", "Invalid user id 987654", account_hint},
        {supervisord, "identifier", "%(nothing)s", "'%(nothing)s' cannot be expanded",
         "available here are here, host_node_name and ENV_ with the name of an environment variable"},
        {supervisord, "directory", "/no/such", "/no/such is not an existing directory", "create it: mkdir -p /no/such"},
        {supervisord, "nocleanup", "2", "'2' is not a valid boolean value", boolean_hint},
        {supervisord, "childlogdir", "/no/such", "/no/such is not an existing directory",
         "create it: mkdir -p /no/such"},
        {supervisord, "environment", "A", "Unexpected end of key/value pairs",
         "write KEY=\"value\",KEY2=\"value\"; a value with other than letters, digits and _/.+-(): needs quotes"},
        {supervisord, "strip_ansi", "", "'' is not a valid boolean value", boolean_hint},
        {supervisord, "audit", "full", "'full' is not a valid boolean value", boolean_hint},
        {supervisord, "require_auth", "password", "'password' is not a valid boolean value", boolean_hint},
        {supervisord, "minfds", "1k", "'1k' is not a whole number", digits_hint},
        {supervisord, "minprocs", "1.5", "'1.5' is not a whole number", digits_hint},
        {supervisord, "event_history", "-1", "'-1' is too small", "write 0 or more"},
        {supervisord, "plugin_path", "100%", "'%' is no format", "write %% here for a literal per cent sign"},
        {unix_server, "file", "", "the path is empty", ""},
        {unix_server, "chmod", "rw", "rw can not be converted to an octal type", octal_hint},
        {unix_server, "chown", "no-such-user:root",
         "Invalid user:group definition no-such-user:root: Invalid user name no-such-user", account_hint},
        {unix_server, "chown", "root:no-such-group",
         "Invalid user:group definition root:no-such-group: Invalid group name no-such-group",
         "there is no such group; create it, or name one that `getent group` lists"},
        {unix_server, "username", "u", incomplete, "set password= as well, or neither"},
        {unix_server, "password", "p", incomplete, "set username= as well, or neither"},
        {unix_server, "peer_roles", "root", "'root' gives no role",
         "write WHO=ROLE with commas between them: root=admin, @staff=operate, *=read"},
        {unix_server, "peer_roles", "", "it names nobody",
         "write WHO=ROLE, such as root=admin, or leave peer_roles= out"},
        {unix_server, "peer_roles", "no-such-user=read", "Invalid user name no-such-user", account_hint},
        {unix_server, "peer_roles", "@no-such-group=read", "Invalid group name no-such-group",
         "there is no such group; create it, or name one that `getent group` lists"},
        {unix_server, "peer_roles", "root=owner", "'owner' is not a role", role_hint},
        {user, "password", "", "the password is empty", "write one, or its hash as `openssl passwd -6` prints it"},
        {user, "token", "a b", "the token is empty, or has other characters than letters, digits and signs of ASCII",
         "take what `openssl rand -hex 24` prints"},
        {user, "role", "root", "'root' is not a role", role_hint, "token=x\n"},
        {inet_server, "port", "x", "'x' is not a valid port number", port_hint},
        {inet_server, "port", "localhost:65536", "'65536' is not a valid port number", port_hint},
        {inet_server, "allowed_hosts", "box, http://box", "'http://box' is not the name of a host",
         "write names alone, with commas between them: ops.example.com, box"},
        {inet_server, "certificate", "/no/such.pem",
         "/no/such.pem: no certificate can be read from it: No such file or directory", tls_hint},
        {inet_server, "key", "/no/such.pem",
         "/no/such.pem: no private key without a passphrase can be read from it: No such file or directory", tls_hint,
         std::string("certificate=") + pem_file + "\n"},
        {inet_server, "client_ca", "/no/such.pem",
         "/no/such.pem: no certificates can be read from it: No such file or directory", tls_hint,
         std::string("certificate=") + pem_file + "\n"},
        {inet_server, "key", pem_file, "there is no certificate for it", "add certificate=, or take the key away"},
        {inet_server, "client_ca", pem_file, "there is no certificate for it",
         "add certificate=, or take the key away"},
        {inet_server, "username", "u", incomplete, "set password= as well, or neither"},
        {inet_server, "password", "p", incomplete, "set username= as well, or neither"},
        {"include", "files", "%(program_name)s", "'%(program_name)s' cannot be expanded",
         "available here are here, host_node_name and ENV_ with the name of an environment variable"},
    };
}

} // namespace halberd
