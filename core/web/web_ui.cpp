#include "core/web/web_ui.hpp"

#include "core/base/percent_encoding.hpp"
#include "core/web/form.hpp"
#include "core/web/page.hpp"
#include "core/web/status_actions.hpp"
#include "core/web/status_page.hpp"
#include "core/web/tail_page.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {
namespace {

Form form_of(const HttpRequest& request) {
    Form form;
    form.add(request.query);
    if (request.method == "POST") {
        form.add(request.body);
    }
    return form;
}

// The Host header as part of an address; empty when it is missing or is no host. Port 80 is left out.
std::string server_address(const HttpRequest& request) {
    std::string host = request.host;
    const bool is_host = std::all_of(host.begin(), host.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view(".-_:[]").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (host.empty() || !is_host) {
        return {};
    }
    if (host.ends_with(":80")) {
        host.erase(host.size() - 3);
    }
    return "http://" + host;
}

HttpResponse redirect_with_message(const HttpRequest& request, const std::string& message) {
    const bool is_post = request.method == "POST";
    HttpResponse response = page_response({});
    response.status = is_post ? 303 : 301;
    const std::string address = is_post ? "." : server_address(request);
    response.headers.emplace_back("Location", address + "/?message=" + percent_encode(message));
    return response;
}

std::string_view page_name(const HttpRequest& request) {
    std::string_view path = request.path;
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    return path.empty() ? "index.html" : path;
}

} // namespace

void WebUi::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    const std::string_view page = page_name(request);
    if (request.method != "GET" && request.method != "POST" && request.method != "HEAD") {
        exchange->respond(error_response(400));
    } else if (page == "index.html") {
        show_status(exchange);
    } else if (page == "tail.html") {
        exchange->respond(page_response(render_tail_page(control_, form_of(request))));
    } else if (page == "ok.html") {
        HttpResponse response;
        response.content_type = "text/plain";
        response.body = "OK";
        exchange->respond(std::move(response));
    } else {
        exchange->respond(error_response(404));
    }
}

void WebUi::show_status(const std::shared_ptr<HttpExchange>& exchange) {
    const HttpRequest& request = exchange->request();
    const Form form = form_of(request);
    const auto action = form.get("action");
    if (!action || request.method == "HEAD") {
        exchange->respond(page_response(render_status_page(control_, form.get("message"))));
        return;
    }
    const bool known = carry_out({control_, clock_, access_}, request.caller,
                                 PageAction{*action, form.get("processname")}, [exchange](const std::string& message) {
                                     exchange->respond(redirect_with_message(exchange->request(), message));
                                 });
    if (!known) {
        exchange->respond(error_response(400));
    }
}

} // namespace halberd
