#include "core/web/metrics_handler.hpp"

#include "core/web/metrics.hpp"

#include <optional>
#include <utility>

namespace halberd {

// One request under way. Shared by the piece of work that comes next.
struct MetricsHandler::Scrape {
    explicit Scrape(std::shared_ptr<HttpExchange> of) : exchange(std::move(of)) {}

    std::shared_ptr<HttpExchange> exchange;
    Exposition out;
    std::optional<ProcessMetrics> processes;
};

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
    expose_daemon_of(std::make_shared<Scrape>(std::move(exchange)));
}

void MetricsHandler::expose_daemon_of(const std::shared_ptr<Scrape>& scrape) {
    control_.measure([this, scrape](const DaemonUsage& usage) {
        expose_daemon(control_, usage, count_clients_(), scrape->out);
        control_.usage([this, scrape](UsageReport report) {
            scrape->processes.emplace(std::move(report));
            expose_processes_of(scrape);
        });
    });
}

void MetricsHandler::expose_processes_of(std::shared_ptr<Scrape> scrape) {
    later_([this, scrape = std::move(scrape)] {
        if (scrape->processes->expose_next(scrape->out)) {
            expose_processes_of(scrape);
        } else {
            answer(*scrape);
        }
    });
}

void MetricsHandler::answer(Scrape& scrape) {
    expose_listeners(control_.listener_pools(), scrape.out);
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = scrape.out.take();
    scrape.exchange->respond(std::move(response));
}

} // namespace halberd
