#pragma once

#include "core/base/clock.hpp"
#include "core/http/handler.hpp"
#include "core/rpc/access.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace halberd {

// The pages that people see: / and /index.html (the status table, and its actions), /tail.html, /ok.html. They work
// without JavaScript. An action is carried out first and then answered by a redirect to the status page with the
// message: 301 to http://HOST/?message=… for a GET, as Supervisor does and scripts expect; 303 to a relative address
// for the page's own forms, which are sent by POST and so work behind any proxy (which sites may ask for either is
// SiteGate's business). Supervisor: web.py supervisor_ui_handler.
class WebUi : public HttpHandler {
 public:
    // All of them outlive the handler.
    WebUi(Control& control, const Clock& clock, const Access& access)
        : control_(control), clock_(clock), access_(access) {}
    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    void show_status(const std::shared_ptr<HttpExchange>& exchange);

    Control& control_;
    const Clock& clock_;
    const Access& access_;
};

} // namespace halberd
