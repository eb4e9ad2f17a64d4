#include "core/config/http_server_keys.hpp"

#include "core/config/access_values.hpp"
#include "core/config/account_table.hpp"
#include "core/config/lint.hpp"
#include "core/config/option_key.hpp"
#include "core/config/path_values.hpp"
#include "sdk/tls/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace halberd {
namespace {

constexpr std::string_view user_section = "http_user:";

struct Login {
    std::optional<std::string> username;
    std::optional<std::string> password;
};

constexpr std::array login_keys{
    Key<Login>{"username", read<parse_text, &Login::username>},
    Key<Login>{"password", read<parse_text, &Login::password>},
};

struct UnixServerSection {
    std::optional<std::string> path;
    mode_t mode = 0700;
    std::optional<Ownership> owner;
    std::vector<PeerRole> peer_roles;
};

constexpr std::array unix_server_keys{
    Key<UnixServerSection>{"file", read<parse_path, &UnixServerSection::path>},
    Key<UnixServerSection>{"chmod", read<parse_octal, &UnixServerSection::mode>},
    Key<UnixServerSection>{"chown", read<parse_ownership, &UnixServerSection::owner>},
    Key<UnixServerSection>{"peer_roles", read<parse_peer_roles, &UnixServerSection::peer_roles>},
};

struct InetServerSection {
    std::optional<InetAddress> address;
    std::vector<std::string> allowed_hosts;
    std::string certificate;
    std::string key;
    std::string client_ca;
};

constexpr std::array inet_server_keys{
    Key<InetServerSection>{"port", read<parse_inet_address, &InetServerSection::address>},
    Key<InetServerSection>{"allowed_hosts", read<parse_host_names, &InetServerSection::allowed_hosts>},
    Key<InetServerSection>{"certificate", read<parse_path, &InetServerSection::certificate>},
    Key<InetServerSection>{"key", read<parse_path, &InetServerSection::key>},
    Key<InetServerSection>{"client_ca", read<parse_path, &InetServerSection::client_ca>},
};

constexpr std::array user_keys{
    Key<UserSpec>{"password", read<parse_user_password, &UserSpec::password>},
    Key<UserSpec>{"token", read<parse_token, &UserSpec::token>},
    Key<UserSpec>{"role", read<parse_role, &UserSpec::role>},
};

std::optional<Credentials> read_credentials(SectionReader& reader) {
    Login login;
    reader.read<Login>(login_keys, login);
    if (!login.username && !login.password) {
        return std::nullopt;
    }
    if (!login.username || !login.password) {
        if (!reader.has_failed()) {
            reader.missing(login.username ? "username" : "password", "incomplete authentication",
                           std::string("set ") + (login.username ? "password" : "username") + "= as well, or neither");
        }
        return std::nullopt;
    }
    return Credentials{*login.username, *login.password};
}

// A name that a server has a password for is no name of a user as well: which password would count?
void check_names(SectionReader& reader, const std::optional<Credentials>& credentials,
                 const std::vector<UserSpec>& users) {
    const auto same = std::find_if(users.begin(), users.end(), [&](const UserSpec& user) {
        return credentials && user.name == credentials->username;
    });
    if (same != users.end()) {
        reader.error("username",
                     fmt::format("'{}' is also the name of a section [http_user:{}]", same->name, same->name),
                     "let the section alone say who that is: take username= and password= away here");
    }
}

void read_user(const ReadContext& context, const IniSection& section, ServerOptions& server) {
    SectionReader reader(context, section);
    UserSpec user;
    user.name = section.name.substr(user_section.size());
    user.origin = section.origin;
    reader.read<UserSpec>(user_keys, user);
    if (user.name.empty() || user.name.find(':') != std::string::npos) {
        reader.error("", fmt::format("'{}' is not a name that a client can send", user.name),
                     "write [http_user:NAME] with a name that has no colon");
    } else if (reader.find("password") == nullptr && reader.find("token") == nullptr) {
        reader.missing("nothing says how the user is known", "add password= or token=");
    }
    if (!reader.has_failed()) {
        server.users.push_back(std::move(user));
    }
}

void read_unix_server(const ReadContext& context, const IniSection& section, ServerOptions& server) {
    SectionReader reader(context, section);
    UnixServerSection values;
    reader.read<UnixServerSection>(unix_server_keys, values);
    UnixServerSpec spec;
    spec.credentials = read_credentials(reader);
    if (reader.find("file") == nullptr) {
        reader.missing("the section has no file value", "add file= with the path of the socket");
    }
    if (reader.has_failed()) {
        return;
    }
    spec.section = section.name;
    spec.path = *values.path;
    spec.mode = values.mode;
    if (values.owner) {
        spec.owner_uid = values.owner->uid;
        spec.owner_gid = values.owner->gid;
    }
    spec.peer_roles = std::move(values.peer_roles);
    spec.origin = section.origin;
    check_names(reader, spec.credentials, server.users);
    server.unix_servers.push_back(std::move(spec));
}

// certificate=, key= and client_ca=. The files are tried, so that a reload with a broken one is refused.
std::optional<TlsSpec> read_tls(SectionReader& reader, const InetServerSection& values) {
    if (reader.find("certificate") == nullptr) {
        for (const char* key : {"key", "client_ca"}) {
            if (reader.find(key) != nullptr) {
                reader.missing(key, "there is no certificate for it", "add certificate=, or take the key away");
            }
        }
        return std::nullopt;
    }
    TlsSpec spec{values.certificate, values.key.empty() ? values.certificate : values.key, values.client_ca,
                 reader.find("certificate")->origin};
    const auto context = tls::server_context({spec.certificate, spec.key, spec.client_ca});
    if (context) {
        return spec;
    }
    const std::string& file = context.error().file;
    const char* key = file == spec.client_ca                              ? "client_ca"
                      : file == spec.key && reader.find("key") != nullptr ? "key"
                                                                          : "certificate";
    reader.error(
        key, fmt::format("{}: {}", file, context.error().reason),
        "name files in PEM format that supervisord can read: the certificate with the intermediate ones behind "
        "it, and its key without a passphrase (openssl rsa -in KEY -out NEW takes it away)");
    return std::nullopt;
}

// What require_auth=true of [supervisord] says about a server that lets everybody in.
void refuse_open_server(SectionReader& reader, const InetServerSpec& spec) {
    reader.error("port",
                 "whoever reaches it can control all programs, as there is no password, and require_auth= of "
                 "[supervisord] forbids that",
                 fmt::format("add username= and password=, or a section [http_user:NAME], or write port=127.0.0.1:{}",
                             spec.port));
}

void read_inet_server(const ReadContext& context, const IniSection& section, ServerOptions& server) {
    SectionReader reader(context, section);
    InetServerSection values;
    reader.read<InetServerSection>(inet_server_keys, values);
    InetServerSpec spec;
    spec.credentials = read_credentials(reader);
    if (reader.find("port") == nullptr) {
        reader.missing("the section has no port value", "add port=, such as 127.0.0.1:9001");
    }
    if (reader.has_failed()) {
        return;
    }
    spec.section = section.name;
    spec.host = values.address->host;
    spec.port = values.address->port;
    spec.origin = section.origin;
    spec.allowed_hosts = std::move(values.allowed_hosts);
    spec.tls = read_tls(reader, values);
    spec.is_open = !spec.credentials && server.users.empty() && !(spec.tls && !spec.tls->client_ca.empty());
    check_names(reader, spec.credentials, server.users);
    if (server.require_auth && spec.is_open && !is_loopback(spec.host)) {
        refuse_open_server(reader, spec);
        return;
    }
    if (context.looks_for_pitfalls) {
        for (const Pitfall& pitfall : find_pitfalls(spec)) {
            reader.warning(pitfall);
        }
    }
    server.inet_servers.push_back(std::move(spec));
}

} // namespace

std::vector<std::string_view> unix_server_key_names() {
    return key_names(unix_server_keys, login_keys);
}

std::vector<std::string_view> inet_server_key_names() {
    return key_names(inet_server_keys, login_keys);
}

std::vector<std::string_view> user_key_names() {
    return key_names(user_keys);
}

bool is_unix_server_section(std::string_view section) {
    return section.starts_with("unix_http_server");
}

bool is_inet_server_section(std::string_view section) {
    return section.starts_with("inet_http_server");
}

void read_http_servers(const ReadContext& context, ServerOptions& server) {
    for (const IniSection& section : context.document.sections()) {
        if (section.name.starts_with(user_section)) {
            read_user(context, section, server);
        }
    }
    for (const IniSection& section : context.document.sections()) {
        if (is_unix_server_section(section.name)) {
            read_unix_server(context, section, server);
        } else if (is_inet_server_section(section.name)) {
            read_inet_server(context, section, server);
        }
    }
}

} // namespace halberd
