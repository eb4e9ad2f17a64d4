#include "core/daemon/front_ends.hpp"

#include "core/daemon/rpc_plugins.hpp"
#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "core/http/turns.hpp"
#include "core/rpc/dispatcher.hpp"
#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/supervisor_methods.hpp"
#include "core/rpc/system_methods.hpp"
#include "core/web/health_handler.hpp"
#include "core/web/logtail_handler.hpp"
#include "core/web/metrics_handler.hpp"
#include "core/web/rpc_endpoint.hpp"
#include "core/web/stylesheet_handler.hpp"
#include "core/web/web_ui.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <functional>
#include <vector>

namespace halberd {
namespace {

// The users of a server: its own pair, who is admin, and those of all servers.
std::vector<HttpUser> users_of(const std::optional<Credentials>& credentials, const ServerOptions& options) {
    std::vector<HttpUser> users;
    if (credentials) {
        users.push_back({credentials->username, credentials->password, std::nullopt, Role::Admin});
    }
    for (const UserSpec& user : options.users) {
        users.push_back({user.name, user.password, user.token, user.role});
    }
    return users;
}

// Whoever may open the socket is let in unless the server itself says otherwise: its mode guards it.
HttpDoor door_of(const UnixServerSpec& spec, const ServerOptions& options) {
    return {spec.credentials || !spec.peer_roles.empty(), users_of(spec.credentials, options), spec.peer_roles};
}

HttpDoor door_of(const InetServerSpec& spec, const ServerOptions& options) {
    return {spec.credentials || !options.users.empty(), users_of(spec.credentials, options), {}};
}

// What to do about a socket that cannot be had. Supervisor has one sentence for the first case and names the errno
// otherwise.
std::string advice(int errno_code) {
    switch (errno_code) {
        case EADDRINUSE:
            return "Another program is already listening on a port that one of our HTTP servers is configured to use.  "
                   "Shut "
                   "this program down first before starting supervisord.";
        case ENOENT:
        case ENOTDIR:
            return "the folder of the socket does not exist; create it, or name another path";
        case EACCES:
        case EPERM:
            return "no permission; run supervisord as a user who may, or choose another path or port";
        case EADDRNOTAVAIL:
            return "no interface of this machine has that address";
        default:
            return "choose another path or port";
    }
}

Error describe(const Origin& origin, const std::string& section, const std::string& key, const ListenEndpoint& endpoint,
               const Error& error) {
    return {"", error.errno_code,
            fmt::format("{}:{}: [{}] {}={}: Cannot open an HTTP server: {} ({}). {}", origin.file, origin.line, section,
                        key, to_string(endpoint), errno_text(error.errno_code), errno_name(error.errno_code),
                        advice(error.errno_code))};
}

// Said at each start, as what was meant for a trusted network may not stay on one.
void warn_of_open_server(Log& log, const InetServerSpec& spec) {
    if (!spec.is_open || is_loopback(spec.host)) {
        return;
    }
    log.warn(
        "Server '{}' lets whoever reaches port {} of {} control all programs: set username= and password=, or "
        "port=127.0.0.1:{}; require_auth=true in [supervisord] refuses such a server",
        spec.section, spec.port, spec.host.empty() ? "this machine" : spec.host, spec.port);
}

} // namespace

struct FrontEnds::Parts {
    Parts(const Surroundings& around, const ServerOptions& options)
        : turns(around.io),
          access(options.audit ? &around.audit_log : nullptr),
          methods(access),
          dispatcher(methods, around.log),
          rpc_endpoint(dispatcher),
          logtail(around.control),
          metrics(around.control, [this] { return count_clients(); }),
          health(around.control),
          web_ui(around.control, around.clock, access),
          in_turn(turns, router) {
        add_supervisor_methods(methods, around.control);
        add_halberd_methods(methods, around.control);
        add_system_methods(methods, [this](std::function<void()> work) { turns.add(std::move(work)); });
        router.add("/RPC2", rpc_endpoint);
        router.add("/logtail", logtail);
        router.add("/mainlogtail", logtail);
        router.add("/metrics", metrics);
        router.add("/healthz", health);
        router.add("/readyz", health);
        router.add("/stylesheets", stylesheets);
        router.add("/", web_ui);
    }

    HttpCounters count_clients() const {
        HttpCounters sum;
        for (const auto& server : servers) {
            sum += server->counters();
        }
        return sum;
    }

    Turns turns;
    Access access;
    MethodTable methods;
    Dispatcher dispatcher;
    RpcEndpoint rpc_endpoint;
    LogtailHandler logtail;
    MetricsHandler metrics;
    HealthHandler health;
    StylesheetHandler stylesheets;
    WebUi web_ui;
    Router router;
    TurnTaking in_turn;
    std::unique_ptr<RpcPlugins> rpc_plugins;
    std::vector<std::unique_ptr<HttpServer>> servers;
};

FrontEnds::FrontEnds(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FrontEnds::~FrontEnds() = default;

void FrontEnds::begin() {
    parts_->rpc_plugins->begin();
}

bool FrontEnds::close() {
    parts_->servers.clear();
    return parts_->rpc_plugins->close();
}

Result<std::unique_ptr<FrontEnds>> FrontEnds::open(const Surroundings& around, const ServerOptions& options) {
    auto parts = std::make_unique<Parts>(around, options);
    Log& log = around.log;
    auto rpc_plugins = RpcPlugins::open(around.io, options, around.control, parts->dispatcher, parts->methods, log);
    if (!rpc_plugins) {
        return tl::unexpected(rpc_plugins.error());
    }
    parts->rpc_plugins = std::move(*rpc_plugins);
    const auto listen = [&](const Origin& origin, const std::string& section, const std::string& key,
                            const ListenEndpoint& endpoint, HttpDoor door) -> Result<void> {
        const bool asks = door.asks;
        auto server = HttpServer::listen(around.io, {endpoint, std::move(door), {}}, parts->in_turn, log);
        if (!server) {
            return tl::unexpected(describe(origin, section, key, endpoint, server.error()));
        }
        log.info("RPC interface 'supervisor' initialized"); // once for each server, as each has its own there
        if (!asks) {
            log.critical("Server '{}' running without any HTTP authentication checking", section);
        }
        parts->servers.push_back(std::move(*server));
        return {};
    };
    for (const InetServerSpec& spec : options.inet_servers) {
        if (auto done =
                listen(spec.origin, spec.section, "port", InetEndpoint{spec.host, spec.port}, door_of(spec, options));
            !done) {
            return tl::unexpected(done.error());
        }
        warn_of_open_server(log, spec);
    }
    for (const UnixServerSpec& spec : options.unix_servers) {
        const UnixEndpoint endpoint{spec.path, spec.mode, spec.owner_uid, spec.owner_gid};
        if (auto done = listen(spec.origin, spec.section, "file", endpoint, door_of(spec, options)); !done) {
            return tl::unexpected(done.error());
        }
    }
    return std::unique_ptr<FrontEnds>(new FrontEnds(std::move(parts)));
}

} // namespace halberd
