#include "core/http/http_server.hpp"

#include "core/http/http_session.hpp"
#include "core/http/peer_credentials.hpp"
#include "core/http/plain_transport.hpp"
#include "core/http/tls_transport.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cerrno>
#include <string>
#include <utility>

namespace halberd {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// How long accepting rests when the process has no descriptors left.
constexpr std::chrono::milliseconds accept_rest{100};

// Who a client on this machine is, and what the server lets it do without credentials.
HttpVisitor local_visitor(int fd, const HttpDoor& door) {
    const std::optional<Role> at_once = door.asks ? std::nullopt : std::optional(Role::Admin);
    const auto peer = peer_credentials(fd);
    if (!peer) {
        return {"unix", "unix", at_once};
    }
    return {to_string(*peer), "uid " + std::to_string(peer->uid),
            door.asks ? role_of(*peer, door.peer_roles) : at_once};
}

HttpVisitor visitor_of(int fd, const sockaddr_storage& address, socklen_t size, const HttpDoor& door) {
    if (address.ss_family == AF_UNIX) {
        return local_visitor(fd, door);
    }
    const std::optional<Role> at_once = door.asks ? std::nullopt : std::optional(Role::Admin);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return {"an unknown address", "", at_once};
    }
    const std::string shown = address.ss_family == AF_INET6 ? "[" + std::string(host) + "]" : host;
    return {shown + ":" + port, shown, at_once};
}

// Whether taking this descriptor leaves fewer than `reserved` ones. Descriptors are numbered from below, so the number
// says how many are in use.
bool eats_reserve(int fd, int reserved) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return false;
    }
    return static_cast<rlim_t>(fd) + static_cast<rlim_t>(reserved) >= limit.rlim_cur;
}

// Answers are written whole, so waiting for more bytes only delays them; a client that has vanished without a word is
// found by the kernel's probes.
void set_tcp_options(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

} // namespace

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
 public:
    Impl(asio::io_context& context, ListenSocket socket, std::string name, HttpDoor door,
         std::shared_ptr<HttpSessionGroup> group)
        : context_(context),
          socket_(std::move(socket)),
          readiness_(context, socket_->fd()),
          rest_(context),
          name_(std::move(name)),
          door_(std::move(door)),
          group_(std::move(group)) {}

    ~Impl() { release(); }

    void await_connection() {
        readiness_.async_wait(asio::posix::stream_descriptor::wait_read,
                              [self = shared_from_this()](const error_code& error) { self->on_ready(error); });
    }

    void close() {
        if (!socket_) {
            return;
        }
        rest_.cancel();
        release();
        close_sessions(*group_);
    }

    std::uint16_t port() const { return socket_ ? socket_->port() : 0; }

    HttpCounters counters() const {
        HttpCounters counters = group_->counters;
        counters.connections = group_->sessions.size();
        return counters;
    }

 private:
    // The descriptor belongs to the ListenSocket; the loop only watches it.
    void release() {
        if (socket_) {
            readiness_.release();
            socket_.reset();
        }
    }

    void on_ready(const error_code& error) {
        if (error || !socket_) {
            return;
        }
        if (accept_all()) {
            await_connection();
        } else {
            rest_.expires_after(accept_rest);
            rest_.async_wait([self = shared_from_this()](const error_code& cancelled) {
                if (!cancelled && self->socket_) {
                    self->await_connection();
                }
            });
        }
    }

    // Takes the connections that wait. False when the process is short of descriptors or memory.
    bool accept_all() {
        while (true) {
            sockaddr_storage address{};
            socklen_t size = sizeof address;
            UniqueFd connection(
                accept4(socket_->fd(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
            const int error = errno;
            if (connection) {
                welcome(std::move(connection), address, size);
            } else if (error == EAGAIN) {
                return true;
            } else if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
                report_shortage(errno_text(error));
                return false;
            }
            // All other errors concern one connection that has gone before it was taken.
        }
    }

    void welcome(UniqueFd connection, const sockaddr_storage& address, socklen_t size) {
        if (eats_reserve(connection.get(), group_->limits.reserved_descriptors)) {
            report_shortage("the last descriptors are kept for the processes");
            ++group_->counters.refused;
            return;
        }
        ++group_->counters.accepted;
        shortage_reported_ = false;
        if (address.ss_family != AF_UNIX) {
            set_tcp_options(connection.get());
        }
        HttpVisitor visitor = visitor_of(connection.get(), address, size, door_);
        auto transport = make_plain_transport(context_, std::move(connection), address.ss_family);
        if (!transport) {
            group_->log.warn("{}: {}", visitor.from, transport.error().message());
            return;
        }
        start_session(group_, group_->tls ? encrypted(*std::move(transport), visitor.from) : *std::move(transport),
                      std::move(visitor));
    }

    std::unique_ptr<Transport> encrypted(std::unique_ptr<Transport> plain, const std::string& from) {
        return make_tls_transport(std::move(plain), group_->tls->make_engine(""),
                                  [group = group_, from](const std::string& reason) {
                                      group->log.debug("{}: no TLS connection: {}", from, reason);
                                  });
    }

    // One line for a burst of refusals.
    void report_shortage(std::string_view why) {
        if (!std::exchange(shortage_reported_, true)) {
            group_->log.warn("{}: connection refused: {}; raise minfds or end idle clients", name_, why);
        }
    }

    asio::io_context& context_;
    std::optional<ListenSocket> socket_; // empty once closed
    asio::posix::stream_descriptor readiness_;
    asio::steady_timer rest_;
    std::string name_;
    HttpDoor door_; // its users are with the group
    std::shared_ptr<HttpSessionGroup> group_;
    bool shortage_reported_ = false;
};

Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::io_context& context, HttpServerSpec spec,
                                                       HttpHandler& handler, Log& log) {
    auto socket = ListenSocket::open(spec.endpoint, log);
    if (!socket) {
        return tl::unexpected<Error>(std::move(socket.error()));
    }
    auto group = std::shared_ptr<HttpSessionGroup>(new HttpSessionGroup{
        handler,
        log,
        spec.limits,
        LoginCheck(context, std::exchange(spec.door.users, {}), spec.audit, to_string(spec.endpoint)),
        std::move(spec.tls),
        {},
        {}});
    auto impl = std::make_shared<Impl>(context, std::move(*socket), to_string(spec.endpoint), std::move(spec.door),
                                       std::move(group));
    impl->await_connection();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
    close();
}

void HttpServer::close() {
    impl_->close();
}

std::uint16_t HttpServer::port() const {
    return impl_->port();
}

HttpCounters HttpServer::counters() const {
    return impl_->counters();
}

} // namespace halberd
