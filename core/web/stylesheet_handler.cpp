#include "core/web/stylesheet_handler.hpp"

#include "core/web/assets.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace halberd {

void StylesheetHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    constexpr std::string_view prefix = "/stylesheets/";
    const HttpRequest& request = exchange->request();
    if (request.method != "GET" && request.method != "HEAD") {
        exchange->respond(error_response(400));
        return;
    }
    const std::string_view path = request.path;
    const Asset* asset = path.starts_with(prefix) ? find_asset(path.substr(prefix.size())) : nullptr;
    if (asset == nullptr || !asset->content_type.starts_with("text/css")) {
        exchange->respond(error_response(404));
        return;
    }
    HttpResponse response;
    response.content_type = asset->content_type;
    response.headers = {{"Cache-Control", "max-age=300"}};
    response.body = asset->bytes;
    exchange->respond(std::move(response));
}

} // namespace halberd
