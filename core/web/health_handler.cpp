#include "core/web/health_handler.hpp"

#include <boost/json.hpp>

#include <utility>

namespace halberd {
namespace {

namespace json = boost::json;

std::string_view word_of(SupervisorState state) {
    switch (state) {
        case SupervisorState::Restarting:
            return "restarting";
        case SupervisorState::Shutdown:
            return "shutting down";
        default:
            return "ok";
    }
}

bool is_settled(ProcessState state) {
    switch (state) {
        case ProcessState::Starting:
        case ProcessState::Backoff:
        case ProcessState::Fatal:
        case ProcessState::Unknown:
            return false;
        default:
            return true;
    }
}

HttpResponse json_response(bool is_well, const json::object& body) {
    HttpResponse response;
    response.status = is_well ? 200 : 503;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = json::serialize(body) + "\n";
    return response;
}

} // namespace

void HealthHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    const bool is_readiness = request.path == "/readyz";
    if (!is_readiness && request.path != "/healthz") {
        exchange->respond(error_response(404));
    } else if (request.method != "GET" && request.method != "HEAD") {
        exchange->respond(method_not_allowed("GET, HEAD"));
    } else {
        exchange->respond(is_readiness ? readiness() : health());
    }
}

HttpResponse HealthHandler::health() const {
    const std::string_view word = word_of(control_.state());
    return json_response(word == "ok", {{"status", word}});
}

HttpResponse HealthHandler::readiness() const {
    const std::string_view word = word_of(control_.state());
    if (word != "ok") {
        return json_response(false, {{"status", word}});
    }
    json::array not_ready;
    for (const Namespec& name : control_.processes()) {
        if (const auto info = control_.info(name); info && !is_settled(info->state)) {
            not_ready.push_back(json::object{{"name", to_string(name)}, {"state", name_of(info->state)}});
        }
    }
    if (not_ready.empty()) {
        return json_response(true, {{"status", "ok"}});
    }
    return json_response(false, {{"status", "not ready"}, {"processes", std::move(not_ready)}});
}

} // namespace halberd
