#pragma once

#include "core/http/handler.hpp"
#include "core/http/http_counters.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/multicall.hpp"

#include <functional>
#include <memory>

namespace halberd {

// GET /metrics: what a monitoring system such as Prometheus scrapes. With thousands of processes it is made in many
// pieces, between which the loop does everything else.
class MetricsHandler : public HttpHandler {
 public:
    using CountClients = std::function<HttpCounters()>;

    // `control` outlives the handler. A piece of the text is made when `later` comes to it.
    MetricsHandler(Control& control, Later later, CountClients count_clients)
        : control_(control), later_(std::move(later)), count_clients_(std::move(count_clients)) {}

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    struct Scrape;
    void expose_daemon_of(const std::shared_ptr<Scrape>& scrape);
    void expose_processes_of(std::shared_ptr<Scrape> scrape);
    void answer(Scrape& scrape);

    Control& control_;
    Later later_;
    CountClients count_clients_;
};

} // namespace halberd
