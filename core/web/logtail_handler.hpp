#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace halberd {

// Follows a log for as long as the client listens: /logtail/NAME, /logtail/NAME/stdout, /logtail/NAME/stderr and
// /mainlogtail. The last 1024 bytes come first. 404 when there is no such process or no file yet. Supervisor: http.py
// logtail_handler, mainlogtail_handler.
class LogtailHandler : public HttpHandler {
 public:
    explicit LogtailHandler(Control& control) : control_(control) {}
    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    Control& control_;
};

} // namespace halberd
