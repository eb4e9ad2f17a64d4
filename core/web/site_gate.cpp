#include "core/web/site_gate.hpp"

#include "core/web/confirmation_page.hpp"
#include "core/web/form.hpp"

#include <string>
#include <utility>

namespace halberd {
namespace {

HttpResponse refusal(std::string text) {
    HttpResponse response;
    response.status = 403;
    response.content_type = "text/plain;charset=utf-8";
    response.headers = {{"X-Content-Type-Options", "nosniff"}};
    response.body = std::move(text);
    return response;
}

bool only_looks(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

// The action of a classic link, when the request is one.
std::optional<PageAction> action_of(const HttpRequest& request) {
    const std::size_t start = request.path.find_first_not_of('/');
    if (request.method != "GET" || (start != std::string::npos && request.path.substr(start) != "index.html")) {
        return std::nullopt;
    }
    Form form;
    form.add(request.query);
    const auto action = form.get("action");
    if (!action || *action == "refresh") {
        return std::nullopt;
    }
    return PageAction{*action, form.get("processname")};
}

} // namespace

SiteGate::SiteGate(HttpHandler& next, const Control& control, HostNames names)
    : next_(next), control_(control), names_(std::move(names)) {}

void SiteGate::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    if (!names_this_server(request.host, names_)) {
        exchange->respond(
            refusal("This server is not known by the name in the request. If it should be, the option\n"
                    "allowed_hosts= of its section in the configuration has to say so.\n"));
        return;
    }
    const RequestSite site = site_of(request, names_);
    if (site == RequestSite::Foreign && !only_looks(request)) {
        exchange->respond(
            refusal("A page of another site has sent this request; nothing was changed. If that site is a\n"
                    "proxy for this one, the option allowed_hosts= of the server's section in the\n"
                    "configuration has to name it.\n"));
        return;
    }
    if (site == RequestSite::Foreign || site == RequestSite::Untold) {
        if (const auto action = action_of(request)) {
            exchange->respond(confirmation_page(control_, *action));
            return;
        }
    }
    next_.handle(std::move(exchange));
}

} // namespace halberd
