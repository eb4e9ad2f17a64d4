#include "core/api/api_handler.hpp"

#include "core/api/route.hpp"
#include "core/web/assets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

constexpr std::string_view prefix = "/api/v1";

void refuse(HttpExchange& exchange, const Problem& problem) {
    exchange.respond(problem_response(problem, exchange.request().path));
}

bool is_method_of(const Route& route, std::string_view method) {
    return route.method == method || (route.method == "GET" && method == "HEAD");
}

// The methods that a path has.
std::string methods_of(std::string_view path) {
    std::string methods;
    for (const Route& route : all_api_routes()) {
        if (match_path(route.path, path)) {
            methods += fmt::format("{}{}", methods.empty() ? "" : ", ", route.method);
            methods += route.method == "GET" ? ", HEAD" : "";
        }
    }
    return methods;
}

void refuse_path(HttpExchange& exchange, std::string_view path) {
    const std::string methods = methods_of(path);
    if (methods.empty()) {
        refuse(exchange, http_problem(404, fmt::format("There is nothing at {}; see {}/openapi.json",
                                                       exchange.request().path, prefix)));
        return;
    }
    HttpResponse response = problem_response(
        http_problem(405, fmt::format("{} is not possible here; {} is", exchange.request().method, methods)),
        exchange.request().path);
    response.headers.emplace_back("Allow", methods);
    exchange.respond(std::move(response));
}

void describe(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    HttpResponse response;
    response.content_type = "application/json";
    response.body = find_asset("openapi.json")->bytes;
    call->exchange()->respond(std::move(response));
}

constexpr Route description{"GET", "/openapi.json", &describe};

// The parameters of a GET are those of its query, those of the others stand in the body.
tl::expected<Parameters, Problem> read_parameters(const HttpRequest& request) {
    if (request.method == "GET" || request.method == "HEAD") {
        return Parameters::of_query(request.query);
    }
    if (!request.query.empty()) {
        return tl::unexpected(bad_request({{"query", "must be empty; parameters stand in the body"}}));
    }
    return Parameters::of_body(request.content_type, request.body);
}

} // namespace

const std::vector<Route>& all_api_routes() {
    static const std::vector<Route> routes = [] {
        std::vector<Route> all{description};
        for (const auto& some :
             {daemon_routes(), process_routes(), log_routes(), group_routes(), config_routes(), event_routes()}) {
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }();
    return routes;
}

ApiHandler::ApiHandler(Control& control, const MethodTable& methods, const Clock& clock)
    : context_{control, methods, fmt::format("{:x}", clock.wall().time_since_epoch().count())} {}

void ApiHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    std::string_view path = request.path;
    path.remove_prefix(std::min(prefix.size(), path.size()));
    if (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    for (const Route& route : all_api_routes()) {
        if (!is_method_of(route, request.method)) {
            continue;
        }
        auto names = match_path(route.path, path.empty() ? "/" : path);
        if (!names) {
            continue;
        }
        auto parameters = read_parameters(request);
        if (!parameters) {
            refuse(*exchange, parameters.error());
            return;
        }
        route.run(std::make_shared<ApiCall>(context_, std::move(exchange), *std::move(names), *std::move(parameters)));
        return;
    }
    refuse_path(*exchange, path.empty() ? "/" : path);
}

} // namespace halberd
