#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/dispatcher.hpp"

#include <memory>

namespace halberd {

// XML-RPC over HTTP: POST /RPC2. Other methods are answered with 400, and a POST without
// a length with 411, as Supervisor does.
class RpcEndpoint : public HttpHandler {
 public:
    explicit RpcEndpoint(const Dispatcher& dispatcher) : dispatcher_(dispatcher) {}
    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    const Dispatcher& dispatcher_;
};

} // namespace halberd
