#include "core/web/rpc_endpoint.hpp"

#include <utility>

namespace halberd {

void RpcEndpoint::handle(std::shared_ptr<HttpExchange> exchange) {
    if (exchange->request().method != "POST") {
        exchange->respond(error_response(400));
        return;
    }
    if (exchange->request().lacks_length) {
        exchange->respond(error_response(411));
        return;
    }
    const std::string& body = exchange->request().body;
    dispatcher_.dispatch(body, exchange->request().caller, [exchange](RpcReply reply) {
        if (reply.http_status != 200) {
            exchange->respond(error_response(reply.http_status));
            return;
        }
        HttpResponse response;
        response.content_type = "text/xml";
        response.body = std::move(reply.xml);
        exchange->respond(std::move(response));
    });
}

} // namespace halberd
