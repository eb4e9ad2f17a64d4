#pragma once

#include "core/http/handler.hpp"
#include "core/http/request_site.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace halberd {

// Stands before all handlers of a server, so that no other site can make a user's browser change anything here: what
// it asks for by POST and the like is refused with 403, and for the classic links that act
// (index.html?processname=x&action=stop) the user is asked first. A name that is not the server's is refused. Scripts
// need not do anything: they send none of the headers that this goes by.
class SiteGate : public HttpHandler {
 public:
    // Requests that may pass go to `next`, which outlives the gate, as does `control`.
    SiteGate(HttpHandler& next, const Control& control, HostNames names);

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    HttpHandler& next_;
    const Control& control_;
    HostNames names_;
};

} // namespace halberd
