#pragma once

#include "core/http/handler.hpp"

#include <map>
#include <memory>
#include <string>

namespace halberd {

// Hands each request to the handler with the longest prefix of its path; 404 when none fits.
class Router : public HttpHandler {
 public:
    // The handler must outlive the router. A prefix is plain text: "/logtail" takes "/logtail/web" and "/logtails".
    void add(std::string prefix, HttpHandler& handler);

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    std::map<std::string, HttpHandler*> handlers_;
};

} // namespace halberd
