#pragma once

#include "core/api/api_call.hpp"
#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace halberd {

struct Route;

// Every operation, for the test that compares them with the OpenAPI document.
const std::vector<Route>& all_api_routes();

// The JSON API: everything below /api/v1. What it can do stands in openapi.json beside this file, which is served at
// /api/v1/openapi.json. Errors are problems by RFC 9457. Loop thread only.
class ApiHandler : public HttpHandler {
 public:
    // All references outlive the handler. `clock` gives the history of events its name.
    ApiHandler(Control& control, const MethodTable& methods, const Clock& clock);

    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    ApiContext context_;
};

} // namespace halberd
