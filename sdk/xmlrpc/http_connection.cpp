#include "sdk/xmlrpc/http_connection.hpp"

#include "sdk/xmlrpc/base64.hpp"
#include "sdk/xmlrpc/connection_bytes.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace halberd::xmlrpc {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// One stream type for both transports, so that the HTTP code is compiled once.
using Stream = beast::basic_stream<asio::generic::stream_protocol, asio::io_context::executor_type>;
using Endpoint = asio::generic::stream_protocol::endpoint;

constexpr std::size_t read_block = 65536;

CallError error_of(CallError::Kind kind, std::string text) {
    CallError error;
    error.kind = kind;
    error.text = std::move(text);
    return error;
}

} // namespace

class HttpConnection::Impl {
 public:
    Impl(Url url, const ClientOptions& options)
        : url_(std::move(url)),
          timeout_(options.timeout),
          authorization_(authorization_of(options)),
          ca_(options.ca),
          certificate_(options.certificate),
          key_(options.key) {
        buffer_.reserve(read_block);
        if (options.interrupt_fd >= 0) {
            interrupt_.assign(options.interrupt_fd);
        }
    }

    ~Impl() {
        if (interrupt_.is_open()) {
            interrupt_.release(); // it is the caller's
        }
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    tl::expected<std::string, CallError> post(std::string_view xml) {
        http::request<http::string_body> request = make_request<http::string_body>(http::verb::post, url_.rpc_path);
        request.set(http::field::content_type, "text/xml");
        request.body() = xml;
        request.prepare_payload();
        http::response_parser<http::string_body> response;
        response.body_limit(boost::none);
        if (auto sent = send(request); !sent) {
            return tl::unexpected(std::move(sent.error()));
        }
        response.eager(true);
        if (const error_code ec = receive(response, [&] { return response.is_done(); })) {
            return tl::unexpected(lost(ec));
        }
        server_ = std::string(response.get()[http::field::server]);
        if (!response.keep_alive() || response.get().result() != http::status::ok) {
            close();
        }
        if (auto refused = http_error(response.get())) {
            return tl::unexpected(std::move(*refused));
        }
        return std::move(response.get().body());
    }

    const std::string& server() const { return server_; }

    tl::expected<void, CallError> get(std::string_view path, const std::function<bool(std::string_view)>& on_bytes) {
        const auto request = make_request<http::empty_body>(http::verb::get, path);
        http::response_parser<http::buffer_body> response;
        response.body_limit(boost::none);
        if (auto sent = send(request); !sent) {
            return sent;
        }
        if (const error_code ec = receive(response, [&] { return response.is_header_done(); })) {
            return tl::unexpected(lost(ec));
        }
        tl::expected<void, CallError> result;
        if (auto refused = http_error(response.get())) {
            result = tl::unexpected(std::move(*refused));
        } else {
            stream_->expires_never();
            result = read_body(response, on_bytes);
        }
        close();
        return result;
    }

 private:
    static std::string authorization_of(const ClientOptions& options) {
        if (!options.username || !options.password) {
            return {};
        }
        std::string header = "Basic ";
        append_base64(header, *options.username + ":" + *options.password);
        return header;
    }

    template <class Body>
    http::request<Body> make_request(http::verb verb, std::string_view path) const {
        http::request<Body> request(verb, beast::string_view(path.data(), path.size()), 11);
        // A UNIX socket has no host; HTTP/1.1 wants the header all the same.
        request.set(http::field::host, url_.transport == Url::Transport::Unix ? "localhost" : url_.host);
        request.set(http::field::user_agent, "Halberd");
        if (!authorization_.empty()) {
            request.set(http::field::authorization, authorization_);
        }
        return request;
    }

    // Connects if need be, and sends. After it, the answer has until the time-out to arrive.
    template <class Request>
    tl::expected<void, CallError> send(const Request& request) {
        interrupted_ = false;
        watch_interrupt();
        if (auto connected = connect(); !connected) {
            return connected;
        }
        set_deadline();
        if (const error_code ec = bytes_->write(text_of(request))) {
            return tl::unexpected(lost(ec));
        }
        return {};
    }

    template <class Request>
    static std::string text_of(const Request& request) {
        http::request_serializer<typename Request::body_type> serializer(request);
        std::string text;
        error_code ec;
        while (!ec && !serializer.is_done()) {
            serializer.next(ec, [&](error_code&, const auto& buffers) {
                text += beast::buffers_to_string(buffers);
                serializer.consume(beast::buffer_bytes(buffers));
            });
        }
        return text;
    }

    // Reads until the parser is as far as `is_enough` wants.
    template <class Parser, class Enough>
    error_code receive(Parser& parser, Enough is_enough) {
        while (!is_enough()) {
            error_code ec;
            if (!take_buffered(parser, ec) || ec) {
                return ec;
            }
            if (!is_enough() && (ec = read_more(parser))) {
                return ec;
            }
        }
        return {};
    }

    // Parses what is buffered. An error other than that there is too little of it ends the exchange.
    template <class Parser>
    bool take_buffered(Parser& parser, error_code& ec) {
        if (buffer_.size() > 0) {
            buffer_.consume(parser.put(buffer_.data(), ec));
            if (ec == http::error::need_more) {
                ec.clear();
            }
        }
        return !ec;
    }

    template <class Parser>
    error_code read_more(Parser& parser) {
        const auto room = buffer_.prepare(read_block);
        std::size_t size = 0;
        error_code ec = bytes_->read({static_cast<char*>(room.data()), room.size()}, size);
        buffer_.commit(size);
        if (ec != asio::error::eof) {
            return ec;
        }
        if (!parser.got_some()) {
            return http::error::end_of_stream;
        }
        ec.clear();
        parser.put_eof(ec);
        return ec;
    }

    template <class Response>
    tl::expected<void, CallError> read_body(Response& response, const std::function<bool(std::string_view)>& on_bytes) {
        std::vector<char> block(read_block);
        response.eager(true);
        while (!response.is_done()) {
            response.get().body().data = block.data();
            response.get().body().size = block.size();
            const std::size_t before = buffer_.size();
            error_code ec;
            take_buffered(response, ec);
            const std::size_t received = block.size() - response.get().body().size;
            if (received > 0 && !on_bytes({block.data(), received})) {
                return {};
            }
            if (ec == http::error::need_buffer) {
                continue;
            }
            if (!ec && !response.is_done() && (buffer_.size() == 0 || buffer_.size() == before)) {
                ec = read_more(response);
            }
            if (ec) {
                return tl::unexpected(lost(ec));
            }
        }
        return {};
    }

    tl::expected<void, CallError> connect() {
        if (stream_ && is_alive()) {
            return {};
        }
        close();
        auto endpoints = resolve();
        if (!endpoints) {
            return tl::unexpected(std::move(endpoints.error()));
        }
        error_code ec;
        for (const Endpoint& endpoint : *endpoints) {
            stream_.emplace(context_.get_executor());
            set_deadline();
            ec = await([&](auto done) { stream_->async_connect(endpoint, std::move(done)); });
            if (!ec) {
                return secure();
            }
            if (interrupted_ || ec == beast::error::timeout) {
                return tl::unexpected(lost(ec));
            }
        }
        close();
        CallError error = error_of(CallError::Kind::Connect, ec.message());
        error.errno_code = ec.value();
        return tl::unexpected(std::move(error));
    }

    // Makes the connection one through TLS, when the URL wants that.
    tl::expected<void, CallError> secure() {
        const auto read = [this](std::span<char> into, std::size_t& size) { return read_plain(into, size); };
        const auto write = [this](std::string_view bytes) { return write_plain(bytes); };
        if (!url_.is_encrypted) {
            bytes_ = plain_bytes(read, write);
            return {};
        }
        auto made = encrypted_bytes(read, write, url_.host, {ca_, certificate_, key_});
        if (!made) {
            const bool was_interrupted = interrupted_;
            close();
            return tl::unexpected(error_of(was_interrupted ? CallError::Kind::Interrupted : CallError::Kind::Connect,
                                           std::move(made.error())));
        }
        bytes_ = std::move(*made);
        return {};
    }

    error_code read_plain(std::span<char> into, std::size_t& size) {
        return await([&](auto done) {
            stream_->async_read_some(asio::buffer(into.data(), into.size()),
                                     [done, &size](error_code ec, std::size_t received) {
                                         size = received;
                                         done(ec);
                                     });
        });
    }

    error_code write_plain(std::string_view bytes) {
        return await([&](auto done) { asio::async_write(*stream_, asio::buffer(bytes), std::move(done)); });
    }

    tl::expected<std::vector<Endpoint>, CallError> resolve() {
        if (url_.transport == Url::Transport::Unix) {
            return std::vector<Endpoint>{asio::local::stream_protocol::endpoint(url_.socket_path)};
        }
        error_code ec;
        if (const auto address = asio::ip::make_address(url_.host, ec); !ec) {
            return std::vector<Endpoint>{asio::ip::tcp::endpoint(address, url_.port)};
        }
        const auto found = asio::ip::tcp::resolver(context_).resolve(url_.host, std::to_string(url_.port), ec);
        if (ec) {
            return tl::unexpected(error_of(CallError::Kind::Connect, url_.host + ": " + ec.message()));
        }
        std::vector<Endpoint> endpoints;
        for (const auto& entry : found) {
            endpoints.emplace_back(entry.endpoint());
        }
        return endpoints;
    }

    // Whether a kept connection can take a request: nothing may arrive on it unasked, least of all its end.
    bool is_alive() {
        char byte = 0;
        const ssize_t received = ::recv(stream_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    void set_deadline() {
        if (timeout_) {
            stream_->expires_after(*timeout_);
        }
    }

    void watch_interrupt() {
        if (!interrupt_.is_open() || is_watching_interrupt_) {
            return;
        }
        is_watching_interrupt_ = true;
        interrupt_.async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code ec) {
            is_watching_interrupt_ = false;
            if (ec) {
                return;
            }
            interrupted_ = true;
            if (stream_) {
                stream_->cancel();
            }
        });
    }

    // Runs the loop until the operation that `start` begins has called what it was given.
    template <class Start>
    error_code await(Start start) {
        std::optional<error_code> result;
        start([&result](error_code ec, std::size_t = 0) { result = ec; });
        context_.restart();
        while (!result) {
            context_.run_one();
        }
        return interrupted_ && !*result ? error_code(asio::error::operation_aborted) : *result;
    }

    void close() {
        bytes_.reset();
        stream_.reset();
        buffer_.clear();
    }

    // What a failed operation means; the connection is of no more use.
    CallError lost(error_code ec) {
        close();
        if (interrupted_) {
            return error_of(CallError::Kind::Interrupted, {});
        }
        if (ec == beast::error::timeout) {
            return error_of(CallError::Kind::TimedOut, {});
        }
        if (ec == http::error::end_of_stream || ec == http::error::partial_message) {
            return error_of(CallError::Kind::Disconnected, "closed by the server");
        }
        if (ec.category() == boost::system::system_category()) {
            CallError error = error_of(CallError::Kind::Disconnected, ec.message());
            error.errno_code = ec.value();
            return error;
        }
        return error_of(CallError::Kind::Malformed, ec.message());
    }

    template <class Header>
    static std::optional<CallError> http_error(const Header& header) {
        if (header.result() == http::status::ok) {
            return std::nullopt;
        }
        CallError error = error_of(CallError::Kind::Http, std::string(header.reason()));
        error.http_status = static_cast<int>(header.result_int());
        return error;
    }

    Url url_;
    std::optional<std::chrono::milliseconds> timeout_;
    std::string authorization_;
    std::string ca_;
    std::string certificate_;
    std::string key_;
    asio::io_context context_{1};
    asio::posix::stream_descriptor interrupt_{context_};
    std::optional<Stream> stream_;
    std::unique_ptr<ConnectionBytes> bytes_; // of the stream
    beast::flat_buffer buffer_;
    std::string server_; // as it has called itself
    bool is_watching_interrupt_ = false;
    bool interrupted_ = false;
};

HttpConnection::HttpConnection(Url url, const ClientOptions& options)
    : impl_(std::make_unique<Impl>(std::move(url), options)) {}
HttpConnection::~HttpConnection() = default;

tl::expected<std::string, CallError> HttpConnection::post(std::string_view xml) {
    return impl_->post(xml);
}

const std::string& HttpConnection::server() const {
    return impl_->server();
}

tl::expected<void, CallError> HttpConnection::get(std::string_view path,
                                                  const std::function<bool(std::string_view)>& on_bytes) {
    return impl_->get(path, on_bytes);
}

} // namespace halberd::xmlrpc
