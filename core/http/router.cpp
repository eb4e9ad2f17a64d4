#include "core/http/router.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace halberd {

void Router::add(std::string prefix, HttpHandler& handler) {
    handlers_.insert_or_assign(std::move(prefix), &handler);
}

void Router::handle(std::shared_ptr<HttpExchange> exchange) {
    const std::string& path = exchange->request().path;
    // Of the prefixes of one path, the longer sorts after the shorter.
    const auto found = std::find_if(handlers_.rbegin(), handlers_.rend(),
                                    [&](const auto& entry) { return path.starts_with(entry.first); });
    if (found == handlers_.rend()) {
        exchange->respond(error_response(404));
        return;
    }
    found->second->handle(std::move(exchange));
}

} // namespace halberd
