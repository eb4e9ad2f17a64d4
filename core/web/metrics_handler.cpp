#include "core/web/metrics_handler.hpp"

#include "core/web/metrics.hpp"

#include <utility>

namespace halberd {

void MetricsHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    if (request.path != "/metrics") {
        exchange->respond(error_response(404));
        return;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        exchange->respond(method_not_allowed("GET, HEAD"));
        return;
    }
    control_.measure([this, exchange](const DaemonUsage& usage) { exchange->respond(answer(usage)); });
}

HttpResponse MetricsHandler::answer(const DaemonUsage& usage) const {
    Exposition out;
    expose_daemon(control_, usage, count_clients_(), out);
    expose_processes(control_, out);
    expose_listeners(control_.listener_pools(), out);
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = out.take();
    return response;
}

} // namespace halberd
