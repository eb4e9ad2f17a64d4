#pragma once

#include "core/base/caller.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {

struct HttpRequest {
    std::string method; // "GET", "POST", "HEAD"
    std::string path;   // "/logtail/web:web_00/stdout": without the query, percent-decoded
    std::string query;  // "processname=web&action=stop": as sent
    std::string host;   // the Host header; empty when missing
    std::string content_type;
    std::string last_event_id; // the Last-Event-ID header: where a client of a stream of events was

    // What browsers tell about who makes them send the request: the headers of these names.
    std::string fetch_site; // Sec-Fetch-Site
    std::string origin;
    std::string referer;
    std::string user_agent;

    std::string body;
    bool lacks_length = false; // nothing was said of a body, which is empty then
    Caller caller;
};

struct HttpResponse {
    int status = 200;
    std::string content_type = "text/html";
    std::vector<std::pair<std::string, std::string>> headers; // beyond Content-Type, Content-Length, Date, Server
    std::string body;
};

// "Not Found" for 404; "Unknown" for a status that is not in use here.
std::string_view reason_phrase(int status);

// A small page that says the status and its reason, for requests that cannot be answered.
HttpResponse error_response(int status);

// 405 with the methods that the resource has: "GET, HEAD".
HttpResponse method_not_allowed(std::string_view allowed);

// One request under way. Held by shared_ptr because both the session, which does the I/O, and the handler, which may
// answer much later, keep it. All calls on the loop thread. After the client has gone, calls do nothing.
class HttpExchange {
 public:
    virtual ~HttpExchange() = default;
    virtual const HttpRequest& request() const = 0;

    // Answers the request; once.
    virtual void respond(HttpResponse response) = 0;

    // Answers with a body of unknown length: the head (response.body is sent first), then write() as often as wished,
    // then finish(). Chunked for HTTP/1.1, until the connection closes for HTTP/1.0. The connection is closed at the
    // end in both cases.
    virtual void begin_stream(HttpResponse head) = 0;
    virtual void write(std::string_view bytes) = 0;
    virtual void finish() = 0;

    // Called once when a stream's client goes away or falls too far behind, so that the handler stops its work; never
    // from within respond(), write() or finish(). The callback is destroyed with the exchange: what it holds may hold
    // the exchange weakly only.
    virtual void on_closed(std::function<void()> callback) = 0;
};

// Answers the requests of one part of the URL space.
class HttpHandler {
 public:
    virtual ~HttpHandler() = default;

    // Answers now or later through `exchange`.
    virtual void handle(std::shared_ptr<HttpExchange> exchange) = 0;
};

} // namespace halberd
