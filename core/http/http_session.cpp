#include "core/http/http_session.hpp"

#include "core/http/http_exchange.hpp"
#include "core/http/request_target.hpp"
#include "core/http/response_head.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <utility>
#include <vector>

namespace halberd {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

using Stream = beast::basic_stream<asio::generic::stream_protocol, asio::io_context::executor_type>;
using Parser = http::request_parser<http::string_body>;

// What an idle connection has ready for the next request, and the most that it keeps from the last one.
constexpr std::size_t idle_buffer_bytes = 1024;
constexpr std::size_t kept_buffer_bytes = 8192;

// How long a client that is refused may go on sending before the connection is cut.
constexpr std::chrono::seconds linger_time{2};

} // namespace

// One connection. A request is read, handled and answered before the next one is looked at:
//
//   await_request -> read_header -> (on_judged) -> (send_continue) -> read_body -> handle_request -> answer ->
//   await_request …
//
// A refused request, and the last one of a connection, end in linger(); a stream ends in close().
//
// Owned by its operations in flight and, while a handler works on the answer, by the exchange.
class HttpSession : public ExchangeConnection, public std::enable_shared_from_this<HttpSession> {
 public:
    HttpSession(std::shared_ptr<HttpSessionGroup> group, Stream stream, HttpVisitor visitor)
        : group_(std::move(group)), stream_(std::move(stream)), visitor_(std::move(visitor)) {}
    ~HttpSession() override { group_->sessions.erase(this); }
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;

    void start();

    // The server goes: finishes the answer that is being written, if any, and closes.
    void end();

    // For the exchange under way.
    void answer(HttpResponse response) override;
    void begin_stream(const HttpResponse& head) override;
    void stream_bytes(std::string_view bytes) override;
    void finish_stream() override;

 private:
    void await_request();
    void on_first_bytes(const error_code& error, std::size_t size);
    void skip_blank_lines();
    void read_header();
    void on_header(const error_code& error);
    void on_judged(const Authenticator::Decision& decision);
    void on_admitted();
    void send_continue();
    void read_body();
    void on_body(const error_code& error);
    void handle_request();
    HttpRequest take_request();

    void refuse(int status, std::vector<std::pair<std::string, std::string>> headers = {});
    void refuse_unreadable(const error_code& error);

    void send();
    void on_sent(const error_code& error, std::size_t size);
    void on_answered();
    void queue_chunk(std::string_view bytes);
    void watch_client();
    void linger();
    void drop_later();
    void close();

    std::shared_ptr<HttpSessionGroup> group_;
    Stream stream_;
    HttpVisitor visitor_;
    beast::flat_buffer buffer_;                    // bytes received and not yet parsed
    std::optional<Parser> parser_;                 // while a request is read
    std::shared_ptr<ConnectionExchange> exchange_; // from handle_request() to the end of the answer

    // About the request under way.
    int http_minor_ = 1;
    bool keep_alive_ = false;
    bool head_only_ = false;
    Caller caller_;

    // What is being written, as up to two pieces, and how much of it has been.
    std::string outgoing_head_;
    std::string outgoing_body_;
    std::size_t sent_ = 0;
    bool sending_ = false;

    // Of a stream: what waits while outgoing_head_ is being written, and whether the end is among it.
    enum class Mode { Answer, Stream, LastOfStream };
    Mode mode_ = Mode::Answer;
    std::string backlog_;

    bool served_ = false; // has had an answer: may stay idle
    bool closed_ = false;
    std::array<char, 512> ignored_; // what a client sends while it receives a stream
};

void HttpSession::start() {
    group_->sessions.insert(this);
    await_request();
}

// --- reading

void HttpSession::await_request() {
    if (buffer_.size() > 0) { // the client did not wait for the last answer
        read_header();
        return;
    }
    if (buffer_.capacity() > kept_buffer_bytes) {
        buffer_.shrink_to_fit();
    }
    if (served_) {
        stream_.expires_never();
    } else {
        stream_.expires_after(group_->limits.request_time);
    }
    stream_.async_read_some(
        buffer_.prepare(std::max(idle_buffer_bytes, buffer_.capacity())),
        [self = shared_from_this()](const error_code& error, std::size_t size) { self->on_first_bytes(error, size); });
}

void HttpSession::on_first_bytes(const error_code& error, std::size_t size) {
    if (error) {
        close();
        return;
    }
    buffer_.commit(size);
    read_header();
}

// Some clients end a request with an empty line too many.
void HttpSession::skip_blank_lines() {
    const auto data = buffer_.cdata();
    const std::string_view bytes(static_cast<const char*>(data.data()), data.size());
    buffer_.consume(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
}

void HttpSession::read_header() {
    skip_blank_lines();
    if (buffer_.size() == 0) {
        await_request();
        return;
    }
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(group_->limits.header_bytes));
    parser_->body_limit(group_->limits.body_bytes);
    stream_.expires_after(group_->limits.request_time);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](const error_code& error, std::size_t) { self->on_header(error); });
}

void HttpSession::on_header(const error_code& error) {
    if (error) {
        refuse_unreadable(error);
        return;
    }
    const auto& request = parser_->get();
    http_minor_ = request.version() == 10 ? 0 : 1;
    keep_alive_ = request.keep_alive();
    head_only_ = request.method() == http::verb::head;
    const auto authorization = request[http::field::authorization];
    if (visitor_.role && (authorization.empty() || !group_->authenticator.has_users())) {
        caller_ = Caller{{}, *visitor_.role, visitor_.from};
        on_admitted();
        return;
    }
    group_->authenticator.judge({authorization.data(), authorization.size()}, visitor_.source,
                                [self = shared_from_this()](const Authenticator::Decision& decision) {
                                    if (!self->closed_) {
                                        self->on_judged(decision);
                                    }
                                });
}

void HttpSession::on_judged(const Authenticator::Decision& decision) {
    switch (decision.verdict) {
        case Authenticator::Verdict::Granted:
            caller_ = Caller{decision.user, decision.role, visitor_.from};
            on_admitted();
            return;
        case Authenticator::Verdict::Denied:
            refuse(401, {{"WWW-Authenticate", "Basic realm=\"default\""}});
            return;
        case Authenticator::Verdict::Malformed:
            refuse(400);
            return;
        case Authenticator::Verdict::Busy:
            refuse(503, {{"Retry-After", "1"}});
            return;
    }
}

void HttpSession::on_admitted() {
    const auto& request = parser_->get();
    if (request.method() == http::verb::post && !parser_->content_length() && !parser_->chunked()) {
        refuse(411);
    } else if (beast::iequals(request[http::field::expect], "100-continue")) {
        send_continue();
    } else {
        read_body();
    }
}

void HttpSession::send_continue() {
    outgoing_head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.async_write_some(asio::buffer(outgoing_head_),
                             [self = shared_from_this()](const error_code& error, std::size_t) {
                                 if (error) {
                                     self->close();
                                 } else {
                                     self->read_body();
                                 }
                             });
}

void HttpSession::read_body() {
    if (parser_->is_done()) {
        on_body({});
        return;
    }
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const error_code& error, std::size_t) { self->on_body(error); });
}

void HttpSession::on_body(const error_code& error) {
    if (error) {
        refuse_unreadable(error);
        return;
    }
    handle_request();
}

void HttpSession::handle_request() {
    if (closed_) {
        return;
    }
    stream_.expires_never();
    ++group_->counters.requests;
    exchange_ = std::make_shared<ConnectionExchange>(take_request(), shared_from_this());
    mode_ = Mode::Answer;
    group_->handler.handle(exchange_);
}

HttpRequest HttpSession::take_request() {
    auto message = parser_->release();
    parser_.reset();
    RequestTarget target = parse_target({message.target().data(), message.target().size()});
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.path = std::move(target.path);
    request.query = std::move(target.query);
    request.host = std::string(message[http::field::host]);
    request.content_type = std::string(message[http::field::content_type]);
    request.body = std::move(message.body());
    request.caller = caller_;
    return request;
}

// Answers a request that no handler sees. What the client still sends is not read as a request.
void HttpSession::refuse(int status, std::vector<std::pair<std::string, std::string>> headers) {
    parser_.reset();
    keep_alive_ = false;
    HttpResponse response = error_response(status);
    response.headers = std::move(headers);
    answer(std::move(response));
}

void HttpSession::refuse_unreadable(const error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        refuse(431);
    } else if (error == http::error::body_limit) {
        refuse(413);
    } else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
        group_->log.trace("{}: bad HTTP request: {}", visitor_.from, error.message());
        refuse(400);
    } else { // the client has gone, or was too slow
        close();
    }
}

// --- answering

void HttpSession::answer(HttpResponse response) {
    if (closed_) {
        return;
    }
    mode_ = Mode::Answer;
    outgoing_head_ = response_head(response, {http_minor_, keep_alive_, response.body.size()}, std::time(nullptr));
    outgoing_body_ = head_only_ ? std::string() : std::move(response.body);
    sent_ = 0;
    exchange_.reset();
    send();
}

void HttpSession::begin_stream(const HttpResponse& head) {
    if (closed_) {
        return;
    }
    keep_alive_ = false;
    mode_ = head_only_ ? Mode::LastOfStream : Mode::Stream;
    outgoing_head_ = response_head(head, {http_minor_, false, std::nullopt}, std::time(nullptr));
    sent_ = 0;
    if (!head_only_) {
        queue_chunk(head.body);
    }
    watch_client();
    send();
}

void HttpSession::queue_chunk(std::string_view bytes) {
    if (bytes.empty()) {
        return; // an empty chunk would be the end
    }
    if (http_minor_ == 0) {
        backlog_.append(bytes);
    } else {
        backlog_.append(fmt::format("{:x}\r\n", bytes.size())).append(bytes).append("\r\n");
    }
}

void HttpSession::stream_bytes(std::string_view bytes) {
    if (closed_ || mode_ != Mode::Stream) {
        return;
    }
    if (backlog_.size() + bytes.size() > group_->limits.stream_backlog_bytes) {
        group_->log.debug("{}: a stream is ended because its client is too slow", visitor_.from);
        ++group_->counters.cut;
        drop_later();
        return;
    }
    queue_chunk(bytes);
    if (!sending_) {
        send();
    }
}

void HttpSession::finish_stream() {
    if (closed_ || mode_ != Mode::Stream) {
        return;
    }
    mode_ = Mode::LastOfStream;
    if (http_minor_ != 0) {
        backlog_ += "0\r\n\r\n";
    }
    if (!sending_) {
        send();
    }
}

// Writes on with what is in hand; a stream's backlog becomes the next to be written when that is through.
void HttpSession::send() {
    if (sent_ == outgoing_head_.size() + outgoing_body_.size()) {
        outgoing_head_ = std::exchange(backlog_, {});
        outgoing_body_.clear();
        sent_ = 0;
    }
    sending_ = true;
    const std::size_t of_head = std::min(sent_, outgoing_head_.size());
    const std::array<asio::const_buffer, 2> pieces{asio::buffer(outgoing_head_) + of_head,
                                                   asio::buffer(outgoing_body_) + (sent_ - of_head)};
    if (mode_ == Mode::Answer) {
        stream_.expires_after(group_->limits.write_time);
    }
    stream_.async_write_some(
        pieces, [self = shared_from_this()](const error_code& error, std::size_t size) { self->on_sent(error, size); });
}

void HttpSession::on_sent(const error_code& error, std::size_t size) {
    sending_ = false;
    if (error || closed_) {
        close();
        return;
    }
    sent_ += size;
    const bool all_sent = sent_ == outgoing_head_.size() + outgoing_body_.size();
    if (!all_sent || !backlog_.empty()) {
        send();
    } else if (mode_ != Mode::Stream) {
        on_answered();
    }
}

void HttpSession::on_answered() {
    outgoing_head_.clear();
    outgoing_body_ = std::string(); // it may have been large
    sent_ = 0;
    served_ = true;
    if (mode_ != Mode::Answer) {
        close();
    } else if (keep_alive_) {
        await_request();
    } else {
        linger();
    }
}

// Finds out that the client of a stream has gone, even while there is nothing to write.
void HttpSession::watch_client() {
    stream_.expires_never();
    stream_.async_read_some(asio::buffer(ignored_), [self = shared_from_this()](const error_code& error, std::size_t) {
        if (self->closed_ || self->mode_ != Mode::Stream) {
            return;
        }
        if (error) {
            self->close();
        } else {
            self->watch_client();
        }
    });
}

// --- ending

// Closing a connection on which the client is still sending would take the answer away from it. So we say that no more
// comes, and read what comes in until the client closes, for a short time.
void HttpSession::linger() {
    if (closed_) {
        return;
    }
    error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    stream_.expires_after(linger_time);
    struct Discard {
        std::shared_ptr<HttpSession> session;
        void operator()(const error_code& error, std::size_t) {
            if (error || session->closed_) {
                session->close();
                return;
            }
            HttpSession& self = *session;
            self.stream_.async_read_some(asio::buffer(self.ignored_), std::move(*this));
        }
    };
    stream_.async_read_some(asio::buffer(ignored_), Discard{shared_from_this()});
}

void HttpSession::drop_later() {
    mode_ = Mode::LastOfStream; // nothing more is queued
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void HttpSession::close() {
    if (std::exchange(closed_, true)) {
        return;
    }
    group_->sessions.erase(this);
    stream_.close();
    if (const auto exchange = std::exchange(exchange_, nullptr)) {
        exchange->closed();
    }
}

void HttpSession::end() {
    if (sending_ && mode_ == Mode::Answer) {
        keep_alive_ = false;
    } else {
        close();
    }
}

void start_session(asio::io_context& context, std::shared_ptr<HttpSessionGroup> group, UniqueFd connection, int family,
                   HttpVisitor visitor) {
    Stream stream(context.get_executor());
    error_code error;
    stream.socket().assign(asio::generic::stream_protocol(family, 0), connection.get(), error);
    if (error) {
        group->log.warn("{}: cannot watch the connection: {}", visitor.from, error.message());
        return;
    }
    (void)connection.release(); // the stream closes it
    std::make_shared<HttpSession>(std::move(group), std::move(stream), std::move(visitor))->start();
}

void close_sessions(HttpSessionGroup& group) {
    group.authenticator.abandon();
    std::vector<std::shared_ptr<HttpSession>> sessions;
    for (HttpSession* session : group.sessions) {
        sessions.push_back(session->shared_from_this());
    }
    for (const auto& session : sessions) {
        session->end();
    }
}

} // namespace halberd
