#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace halberd {

// What load balancers, container engines and uptime checks ask; 200 or 503, with a word of JSON.
//
// GET /healthz: the daemon does its work. 503 while it goes down or restarts. Whether the programs do theirs is another
// question: a supervisor is not ill because a program is, and whoever restarts it for that makes it worse.
//
// GET /readyz: every process is where it is meant to be. 503 while the daemon goes down, or any process is STARTING,
// BACKOFF, FATAL or UNKNOWN; these are named. One that was stopped or has exited is none of them.
//
// They ask for the password as everything else does: the names of programs are nobody else's business.
class HealthHandler : public HttpHandler {
 public:
    // `control` outlives the handler.
    explicit HealthHandler(const Control& control) : control_(control) {}

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    HttpResponse health() const;
    HttpResponse readiness() const;

    const Control& control_;
};

} // namespace halberd
