#pragma once

#include "core/http/handler.hpp"

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>

namespace halberd {

// How the answer to one request goes over the wire.
struct ResponseFraming {
    int http_minor = 1;                        // HTTP/1.1 or 1.0, as the client speaks
    bool keep_alive = false;                   // the connection stays open afterwards
    std::optional<std::size_t> content_length; // nothing: a stream, chunked for HTTP/1.1
};

// The status line and the headers, up to and with the blank line. Control characters in headers are dropped, so that
// no value can add a header.
std::string response_head(const HttpResponse& response, const ResponseFraming& framing, std::time_t now);

} // namespace halberd
