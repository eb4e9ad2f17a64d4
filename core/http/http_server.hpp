#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/http/handler.hpp"
#include "core/http/http_counters.hpp"
#include "core/http/http_door.hpp"
#include "core/os/listen_socket.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd::tls {
class Context;
}

namespace halberd {

// What one client may use up.
struct HttpLimits {
    std::size_t header_bytes = std::size_t{8} * 1024;
    std::size_t body_bytes = std::size_t{4} * 1024 * 1024; // the loop reads a body in one go

    // A request must have arrived this long after its first byte; a new connection must have sent its first one by
    // then. A connection that has had an answer may stay idle for ever: interactive clients keep theirs for hours.
    std::chrono::milliseconds request_time{60'000};

    // An answer is given up when the client takes nothing of it for so long.
    std::chrono::milliseconds write_time{60'000};

    // What all clients of a server together may have it hold, of bodies and of answers. Those of up to free_bytes do
    // not count. A body that is too much is refused. For an answer that is too much the connections are cut whose
    // clients have taken nothing of theirs for the longest time.
    std::size_t held_bytes = std::size_t{64} * 1024 * 1024;
    std::size_t free_bytes = std::size_t{16} * 1024;

    // A stream is ended when its client is behind by more than this.
    std::size_t stream_backlog_bytes = std::size_t{1024} * 1024;

    // So many of the process's descriptors are left for supervision: a connection that would use them is refused.
    int reserved_descriptors = 64;
};

struct HttpServerSpec {
    ListenEndpoint endpoint;
    HttpDoor door;
    HttpLimits limits;
    std::shared_ptr<const tls::Context> tls; // null: plain HTTP
    Log* audit = nullptr;                    // where failed logins are recorded; must outlive the server
};

// An HTTP/1.0 and 1.1 server on one UNIX or TCP socket. Runs on the loop of its io_context; all calls on that thread.
class HttpServer {
 public:
    // Binds and listens before it returns, so that what is wrong with the endpoint is known at once: the error has the
    // errno of the step that failed. Requests that pass authentication and the limits go to `handler`. All three
    // references must outlive the server.
    static Result<std::unique_ptr<HttpServer>> listen(boost::asio::io_context& context, HttpServerSpec spec,
                                                      HttpHandler& handler, Log& log);

    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // As close().
    ~HttpServer();

    // Accepts no more, removes the file of a UNIX socket and ends all connections. An answer that is being written is
    // still written, by the loop; it does not need the server any more.
    void close();

    // The TCP port in use, for endpoints with port 0; 0 for a UNIX socket or after close().
    std::uint16_t port() const;

    // What its clients have done since it listens.
    HttpCounters counters() const;

 private:
    class Impl;
    explicit HttpServer(std::shared_ptr<Impl> impl);

    // Shared with the accept operation in flight.
    std::shared_ptr<Impl> impl_;
};

} // namespace halberd
