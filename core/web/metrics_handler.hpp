#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace halberd {

// GET /metrics: what a monitoring system such as Prometheus scrapes.
class MetricsHandler : public HttpHandler {
 public:
    // `control` outlives the handler.
    explicit MetricsHandler(const Control& control) : control_(control) {}

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    const Control& control_;
};

} // namespace halberd
