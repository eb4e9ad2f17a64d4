#include "core/daemon/front_ends.hpp"

#include "core/api/api_handler.hpp"
#include "core/daemon/alert_module.hpp"
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
#include "core/web/site_gate.hpp"
#include "core/web/stylesheet_handler.hpp"
#include "core/web/web_ui.hpp"
#include "sdk/tls/engine.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
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

// Where a server stands in the configuration.
struct Place {
    const Origin& origin;
    const std::string& section;
    std::string key;
};

Error describe(const Place& place, const ListenEndpoint& endpoint, const Error& error) {
    return {"", error.errno_code,
            fmt::format("{}:{}: [{}] {}={}: Cannot open an HTTP server: {} ({}). {}", place.origin.file,
                        place.origin.line, place.section, place.key, to_string(endpoint), errno_text(error.errno_code),
                        errno_name(error.errno_code), advice(error.errno_code))};
}

// Reading the configuration has tried the files, maybe as another user.
Result<std::shared_ptr<const tls::Context>> tls_of(const InetServerSpec& spec) {
    if (!spec.tls) {
        return nullptr;
    }
    auto context = tls::server_context({spec.tls->certificate, spec.tls->key, spec.tls->client_ca});
    if (!context) {
        return failure(
            "", fmt::format("{}:{}: [{}] {}: {}; the user of user= has to be able to read it", spec.tls->origin.file,
                            spec.tls->origin.line, spec.section, context.error().file, context.error().reason));
    }
    return std::shared_ptr<const tls::Context>(*std::move(context));
}

// A page that has made its own name point to this machine gets nothing from a server that asks for a password: the
// browser gives it to the name only that it was typed for.
HostNames names_of(const InetServerSpec& spec, const HttpDoor& door) {
    return {(is_loopback(spec.host) && !door.asks) || !spec.allowed_hosts.empty(), spec.host, spec.allowed_hosts};
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
          metrics(
              around.control, [this](std::function<void()> work) { turns.add(std::move(work)); },
              [this] { return count_clients(); }),
          health(around.control),
          web_ui(around.control, around.clock, access),
          api(around.control, methods, around.clock),
          in_turn(turns, router) {
        add_supervisor_methods(methods, around.control);
        add_halberd_methods(methods, around.control);
        add_system_methods(methods, [this](std::function<void()> work) { turns.add(std::move(work)); });
        router.add("/RPC2", rpc_endpoint);
        router.add("/logtail", logtail);
        router.add("/mainlogtail", logtail);
        router.add("/api/v1", api);
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

    // Opens a server behind a gate of its own.
    Result<void> listen(const Surroundings& around, const Place& place, HttpServerSpec spec, HostNames names) {
        const ListenEndpoint endpoint = spec.endpoint;
        const bool asks = spec.door.asks;
        auto gate = std::make_unique<SiteGate>(in_turn, around.control, std::move(names));
        auto server = HttpServer::listen(around.io, std::move(spec), *gate, around.log);
        if (!server) {
            return tl::unexpected(describe(place, endpoint, server.error()));
        }
        around.log.info("RPC interface 'supervisor' initialized"); // once for each server, as each has its own there
        if (!asks) {
            around.log.critical("Server '{}' running without any HTTP authentication checking", place.section);
        }
        gates.push_back(std::move(gate));
        servers.push_back(std::move(*server));
        return {};
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
    ApiHandler api;
    Router router;
    TurnTaking in_turn;
    std::unique_ptr<RpcPlugins> rpc_plugins;
    std::unique_ptr<AlertModule> alerts;
    std::vector<std::unique_ptr<SiteGate>> gates; // one for each server
    std::vector<std::unique_ptr<HttpServer>> servers;
};

FrontEnds::FrontEnds(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FrontEnds::~FrontEnds() = default;

void FrontEnds::begin() {
    parts_->rpc_plugins->begin();
}

bool FrontEnds::close() {
    parts_->servers.clear();
    const bool alerts_ended = parts_->alerts->close();
    return parts_->rpc_plugins->close() && alerts_ended;
}

Result<std::unique_ptr<FrontEnds>> FrontEnds::open(const Surroundings& around, const ServerOptions& options) {
    auto parts = std::make_unique<Parts>(around, options);
    Log& log = around.log;
    auto rpc_plugins = RpcPlugins::open(around.io, options, around.control, parts->dispatcher, parts->methods, log);
    if (!rpc_plugins) {
        return tl::unexpected(rpc_plugins.error());
    }
    parts->rpc_plugins = std::move(*rpc_plugins);
    RpcPluginWorker::Daemon daemon = daemon_for("alerts", around.io, options, parts->dispatcher, log);
    if (const char* outbox = std::getenv("SUPERVISOR_ALERTS_OUTBOX")) {
        daemon.variables.emplace("SUPERVISOR_ALERTS_OUTBOX", outbox); // as listeners inherit it
    }
    parts->alerts = std::make_unique<AlertModule>(std::move(daemon), around.control, parts->methods);
    Log* const audit = options.audit ? &around.audit_log : nullptr;
    for (const InetServerSpec& spec : options.inet_servers) {
        auto tls = tls_of(spec);
        if (!tls) {
            return tl::unexpected(tls.error());
        }
        HttpServerSpec server{InetEndpoint{spec.host, spec.port}, door_of(spec, options), {}, *std::move(tls), audit};
        HostNames names = names_of(spec, server.door);
        const auto opened =
            parts->listen(around, {spec.origin, spec.section, "port"}, std::move(server), std::move(names));
        if (!opened) {
            return tl::unexpected(opened.error());
        }
        warn_of_open_server(log, spec);
    }
    for (const UnixServerSpec& spec : options.unix_servers) {
        const UnixEndpoint endpoint{spec.path, spec.mode, spec.owner_uid, spec.owner_gid};
        const auto opened = parts->listen(around, {spec.origin, spec.section, "file"},
                                          {endpoint, door_of(spec, options), {}, nullptr, audit}, {});
        if (!opened) {
            return tl::unexpected(opened.error());
        }
    }
    return std::unique_ptr<FrontEnds>(new FrontEnds(std::move(parts)));
}

} // namespace halberd
