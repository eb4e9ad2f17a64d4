#pragma once

#include "core/http/handler.hpp"
#include "core/http/http_counters.hpp"
#include "core/rpc/control.hpp"

#include <functional>
#include <memory>

namespace halberd {

// GET /metrics: what a monitoring system such as Prometheus scrapes.
class MetricsHandler : public HttpHandler {
 public:
    using CountClients = std::function<HttpCounters()>;

    // `control` outlives the handler.
    MetricsHandler(Control& control, CountClients count_clients)
        : control_(control), count_clients_(std::move(count_clients)) {}

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    HttpResponse answer(const DaemonUsage& usage) const;

    Control& control_;
    CountClients count_clients_;
};

} // namespace halberd
