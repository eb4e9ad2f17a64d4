#include "core/http/http_session.hpp"

#include "core/http/client_connection.hpp"
#include "core/http/http_exchange.hpp"
#include "core/http/outgoing_answer.hpp"
#include "core/http/request_parser.hpp"

#include <utility>
#include <vector>

namespace halberd {

// A request is read, handled and answered before the next one is looked at:
//
//   await_request -> read_on -> on_header -> (a login) -> on_admitted -> (100 Continue) -> read_on -> handle_request
//   -> answer -> await_request …
//
// A refused request, and the last one of a connection, end in ClientConnection::linger(); a stream in close().
//
// Owned by its operations in flight, by who judges its credentials and, while a handler works on the answer, by the
// exchange.
class HttpSession : public ExchangeConnection,
                    public ClientConnection::Owner,
                    public std::enable_shared_from_this<HttpSession> {
 public:
    HttpSession(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor)
        : group_(std::move(group)),
          visitor_(std::move(visitor)),
          connection_(std::move(transport), group_->limits, *this),
          parser_(group_->limits),
          held_(group_->held, [this] { cut(); }) {}
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

    // For the connection.
    std::shared_ptr<ClientConnection::Owner> shared() override { return shared_from_this(); }
    void on_received(std::size_t size) override;
    void on_sent(std::size_t size) override;
    void on_closed() override;

 private:
    void await_request();
    void read_on();
    void on_header();
    void on_admitted(Caller caller);
    void handle_request();

    void refuse(HttpResponse response);
    void refuse_unreadable();

    void send();
    void on_complete();
    void cut();

    std::shared_ptr<HttpSessionGroup> group_;
    HttpVisitor visitor_;
    ClientConnection connection_;
    RequestParser parser_;
    HeldBytes::Share held_;
    OutgoingAnswer outgoing_;

    // About the request under way.
    OutgoingAnswer::Form form_; // of its answer
    Caller caller_;
    std::shared_ptr<ConnectionExchange> exchange_; // from handle_request() to the end of the answer

    bool has_been_served_ = false; // and may stay idle
};

void HttpSession::start() {
    group_->sessions.insert(this);
    await_request();
}

void HttpSession::await_request() {
    using Stage = ClientConnection::Stage;
    if (parser_.has_bytes()) { // the client did not wait for the last answer
        connection_.enter(Stage::Request);
        form_ = {}; // what cannot be read is answered without regard to the request before
        read_on();
        return;
    }
    connection_.enter(has_been_served_ ? Stage::Idle : Stage::FirstRequest);
    connection_.receive(parser_.prepare());
}

void HttpSession::on_received(std::size_t size) {
    parser_.commit(size);
    if (parser_.is_in_request()) {
        read_on();
    } else {
        await_request();
    }
}

void HttpSession::read_on() {
    switch (parser_.advance()) {
        case RequestParser::Progress::NeedsBytes:
            connection_.receive(parser_.prepare());
            return;
        case RequestParser::Progress::Header:
            on_header();
            return;
        case RequestParser::Progress::Complete:
            handle_request();
            return;
        case RequestParser::Progress::Unreadable:
            refuse_unreadable();
            return;
    }
}

void HttpSession::on_header() {
    form_ = {parser_.http_minor(), parser_.keep_alive(), parser_.is_head()};
    group_->login.check(visitor_, parser_.authorization(), [self = shared_from_this()](LoginCheck::Outcome outcome) {
        if (!self->connection_.is_open()) {
            return;
        }
        if (outcome) {
            self->on_admitted(*std::move(outcome));
        } else {
            self->refuse(std::move(outcome.error()));
        }
    });
}

void HttpSession::on_admitted(Caller caller) {
    caller_ = std::move(caller);
    if (!held_.take_body(parser_.body_bytes())) {
        refuse(error_response(503));
    } else if (parser_.wants_continue()) {
        outgoing_.begin_interim();
        send();
    } else {
        read_on();
    }
}

void HttpSession::handle_request() {
    connection_.enter(ClientConnection::Stage::Work);
    ++group_->counters.requests;
    HttpRequest request = parser_.take();
    request.caller = caller_;
    exchange_ = std::make_shared<ConnectionExchange>(std::move(request), shared_from_this());
    group_->handler.handle(exchange_);
}

// Answers a request that no handler sees. What the client still sends is not read as a request.
void HttpSession::refuse(HttpResponse response) {
    parser_.drop();
    form_.keep_alive = false;
    answer(std::move(response));
}

void HttpSession::refuse_unreadable() {
    const int status = parser_.refusal();
    if (status == 400) {
        group_->log.trace("{}: bad HTTP request: {}", visitor_.from, parser_.complaint());
    }
    refuse(error_response(status));
}

void HttpSession::answer(HttpResponse response) {
    if (!connection_.is_open()) {
        return;
    }
    exchange_.reset();
    held_.release();
    held_.take_answer(outgoing_.begin(std::move(response), form_));
    send();
}

void HttpSession::begin_stream(const HttpResponse& head) {
    if (!connection_.is_open()) {
        return;
    }
    held_.release();
    outgoing_.begin_stream(head, form_);
    connection_.enter(ClientConnection::Stage::Stream);
    if (outgoing_.kind() == OutgoingAnswer::Kind::Stream) {
        connection_.watch();
    }
    send();
}

void HttpSession::stream_bytes(std::string_view bytes) {
    if (!connection_.is_open() || outgoing_.kind() != OutgoingAnswer::Kind::Stream) {
        return;
    }
    if (outgoing_.backlog() + bytes.size() > group_->limits.stream_backlog_bytes) {
        group_->log.debug("{}: a stream is ended because its client is too slow", visitor_.from);
        ++group_->counters.cut;
        outgoing_.give_up();
        connection_.unwatch();
        connection_.close_later();
        return;
    }
    outgoing_.add(bytes);
    if (!connection_.is_sending()) {
        send();
    }
}

void HttpSession::finish_stream() {
    if (!connection_.is_open() || outgoing_.kind() != OutgoingAnswer::Kind::Stream) {
        return;
    }
    outgoing_.finish();
    connection_.unwatch();
    if (!connection_.is_sending()) {
        send();
    }
}

void HttpSession::send() {
    if (outgoing_.kind() == OutgoingAnswer::Kind::Whole) {
        connection_.enter(ClientConnection::Stage::Answer);
    }
    const auto [first, second] = outgoing_.next();
    connection_.send(first, second);
}

void HttpSession::on_sent(std::size_t size) {
    held_.on_progress();
    switch (outgoing_.sent(size)) {
        case OutgoingAnswer::Progress::Unsent:
            send();
            return;
        case OutgoingAnswer::Progress::Waits:
            return;
        case OutgoingAnswer::Progress::Complete:
            on_complete();
            return;
    }
}

void HttpSession::on_complete() {
    outgoing_.forget();
    switch (outgoing_.kind()) {
        case OutgoingAnswer::Kind::Interim:
            read_on();
            return;
        case OutgoingAnswer::Kind::Whole:
            held_.release();
            has_been_served_ = true;
            if (form_.keep_alive) {
                await_request();
            } else {
                connection_.linger();
            }
            return;
        case OutgoingAnswer::Kind::Stream:
        case OutgoingAnswer::Kind::LastOfStream:
            connection_.close();
            return;
    }
}

void HttpSession::on_closed() {
    group_->sessions.erase(this);
    held_.release();
    if (const auto exchange = std::exchange(exchange_, nullptr)) {
        exchange->closed();
    }
}

// Its answer is given up for the sake of other clients.
void HttpSession::cut() {
    ++group_->counters.cut;
    connection_.close();
}

void HttpSession::end() {
    if (connection_.is_sending() && outgoing_.kind() == OutgoingAnswer::Kind::Whole) {
        form_.keep_alive = false;
    } else {
        connection_.close();
    }
}

void start_session(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor) {
    std::make_shared<HttpSession>(std::move(group), std::move(transport), std::move(visitor))->start();
}

void close_sessions(HttpSessionGroup& group) {
    group.login.close();
    std::vector<std::shared_ptr<HttpSession>> sessions;
    for (HttpSession* session : group.sessions) {
        sessions.push_back(session->shared_from_this());
    }
    for (const auto& session : sessions) {
        session->end();
    }
}

} // namespace halberd
