#pragma once

#include "core/http/handler.hpp"

#include <memory>

namespace halberd {

// Serves the style sheets that are built into the program: GET /stylesheets/NAME.
class StylesheetHandler : public HttpHandler {
 public:
    void handle(std::shared_ptr<HttpExchange> exchange) override;
};

} // namespace halberd
