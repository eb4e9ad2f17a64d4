#include "core/http/http_session.hpp"

#include "core/http/http_exchange.hpp"
#include "core/http/outgoing_bytes.hpp"
#include "core/http/request_parser.hpp"
#include "core/http/response_head.hpp"
#include "core/http/transport.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <utility>
#include <vector>

namespace halberd {
namespace {

// How long a client that is refused may go on sending before the connection is cut.
constexpr std::chrono::seconds linger_time{2};

} // namespace

// One connection. A request is read, handled and answered before the next one is looked at:
//
//   await_request -> read_on -> on_header -> (on_judged) -> (send_continue) -> read_on -> handle_request -> answer
//   -> await_request …
//
// A refused request, and the last one of a connection, end in linger(); a stream ends in close().
//
// Owned by its operations in flight, by who judges its credentials and, while a handler works on the answer, by the
// exchange.
class HttpSession : public ExchangeConnection, public std::enable_shared_from_this<HttpSession> {
 public:
    HttpSession(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor)
        : group_(std::move(group)),
          transport_(std::move(transport)),
          visitor_(std::move(visitor)),
          parser_(group_->limits) {}
    ~HttpSession() override {
        group_->sessions.erase(this);
        let_go();
    }
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
    void read_on();
    void receive(void (HttpSession::*then)());
    void on_header();
    void on_judged(const Authenticator::Decision& decision);
    void on_admitted();
    void send_continue();
    void handle_request();

    bool hold_body();
    void hold_answer(std::size_t size);
    void let_go();

    void refuse(int status, std::vector<std::pair<std::string, std::string>> headers = {});
    void refuse_unreadable();

    void send();
    void on_sent(bool ok, std::size_t size);
    void on_answered();
    void watch_client();
    void linger();
    void discard();
    void close_later();
    void close();

    std::shared_ptr<HttpSessionGroup> group_;
    std::unique_ptr<Transport> transport_;
    HttpVisitor visitor_;
    RequestParser parser_;
    std::shared_ptr<ConnectionExchange> exchange_; // from handle_request() to the end of the answer

    // About the request under way.
    int http_minor_ = 1;
    bool keep_alive_ = false;
    bool head_only_ = false;
    Caller caller_;

    OutgoingBytes outgoing_;
    bool sending_ = false;
    std::chrono::steady_clock::time_point taken_at_; // when the client has taken something, or the answer began

    // What this one has of the group's held bytes.
    std::size_t held_body_ = 0;
    std::size_t held_answer_ = 0;

    // Of a stream: whether its end is among what is to be written.
    enum class Mode { Answer, Stream, LastOfStream };
    Mode mode_ = Mode::Answer;

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
    if (parser_.has_bytes()) { // the client did not wait for the last answer
        transport_->expires_after(group_->limits.request_time);
        read_on();
        return;
    }
    if (served_) {
        transport_->expires_never();
    } else {
        transport_->expires_after(group_->limits.request_time);
    }
    receive(&HttpSession::await_request);
}

void HttpSession::receive(void (HttpSession::*then)()) {
    transport_->read_some(parser_.prepare(), [self = shared_from_this(), then](bool ok, std::size_t size) {
        if (!ok || self->closed_) { // the client has gone, or was too slow
            self->close();
            return;
        }
        self->parser_.commit(size);
        (self.get()->*then)();
    });
}

void HttpSession::read_on() {
    switch (parser_.advance()) {
        case RequestParser::Progress::NeedsBytes:
            receive(&HttpSession::read_on);
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
    http_minor_ = parser_.http_minor();
    keep_alive_ = parser_.keep_alive();
    head_only_ = parser_.is_head();
    const std::string_view authorization = parser_.authorization();
    if (visitor_.role && (authorization.empty() || !group_->authenticator.has_users())) {
        caller_ = Caller{{}, *visitor_.role, visitor_.from};
        on_admitted();
        return;
    }
    group_->authenticator.judge(authorization, visitor_.source,
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
    if (!hold_body()) {
        refuse(503);
    } else if (parser_.wants_continue()) {
        send_continue();
    } else {
        read_on();
    }
}

void HttpSession::send_continue() {
    static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    transport_->write_some(interim, {}, [self = shared_from_this()](bool ok, std::size_t) {
        if (!ok || self->closed_) {
            self->close();
        } else {
            self->read_on();
        }
    });
}

void HttpSession::handle_request() {
    transport_->expires_never();
    ++group_->counters.requests;
    HttpRequest request = parser_.take();
    request.caller = caller_;
    exchange_ = std::make_shared<ConnectionExchange>(std::move(request), shared_from_this());
    mode_ = Mode::Answer;
    group_->handler.handle(exchange_);
}

bool HttpSession::hold_body() {
    const auto& limits = group_->limits;
    const std::size_t size = parser_.body_bytes();
    if (size <= limits.free_bytes) {
        return true;
    }
    if (group_->held_bodies + size > limits.held_bytes) {
        return false;
    }
    held_body_ = size;
    group_->held_bodies += size;
    return true;
}

void HttpSession::hold_answer(std::size_t size) {
    const auto& limits = group_->limits;
    if (size <= limits.free_bytes) {
        return;
    }
    while (group_->held_answers + size > limits.held_bytes) {
        HttpSession* slowest = nullptr;
        for (HttpSession* session : group_->sessions) {
            if (session->held_answer_ > 0 && (slowest == nullptr || session->taken_at_ < slowest->taken_at_)) {
                slowest = session;
            }
        }
        if (slowest == nullptr) {
            break; // this one alone is so large
        }
        ++group_->counters.cut;
        slowest->close();
    }
    held_answer_ = size;
    group_->held_answers += size;
}

void HttpSession::let_go() {
    group_->held_bodies -= std::exchange(held_body_, 0);
    group_->held_answers -= std::exchange(held_answer_, 0);
}

// Answers a request that no handler sees. What the client still sends is not read as a request.
void HttpSession::refuse(int status, std::vector<std::pair<std::string, std::string>> headers) {
    parser_.drop();
    keep_alive_ = false;
    HttpResponse response = error_response(status);
    response.headers = std::move(headers);
    answer(std::move(response));
}

void HttpSession::refuse_unreadable() {
    const int status = parser_.refusal();
    if (status == 400) {
        group_->log.trace("{}: bad HTTP request: {}", visitor_.from, parser_.complaint());
    }
    refuse(status);
}

// --- answering

void HttpSession::answer(HttpResponse response) {
    if (closed_) {
        return;
    }
    mode_ = Mode::Answer;
    std::string head = response_head(response, {http_minor_, keep_alive_, response.body.size()}, std::time(nullptr));
    const std::size_t size = head.size() + (head_only_ ? 0 : response.body.size());
    outgoing_.begin(std::move(head), head_only_ ? std::string() : std::move(response.body));
    exchange_.reset();
    taken_at_ = std::chrono::steady_clock::now();
    let_go();
    hold_answer(size);
    send();
}

void HttpSession::begin_stream(const HttpResponse& head) {
    if (closed_) {
        return;
    }
    keep_alive_ = false;
    let_go();
    mode_ = head_only_ ? Mode::LastOfStream : Mode::Stream;
    outgoing_.begin(response_head(head, {http_minor_, false, std::nullopt}, std::time(nullptr)), {});
    if (!head_only_) {
        outgoing_.add(head.body, http_minor_ != 0);
    }
    watch_client();
    send();
}

void HttpSession::stream_bytes(std::string_view bytes) {
    if (closed_ || mode_ != Mode::Stream) {
        return;
    }
    if (outgoing_.backlog() + bytes.size() > group_->limits.stream_backlog_bytes) {
        group_->log.debug("{}: a stream is ended because its client is too slow", visitor_.from);
        ++group_->counters.cut;
        close_later();
        return;
    }
    outgoing_.add(bytes, http_minor_ != 0);
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
        outgoing_.add_last_chunk();
    }
    if (!sending_) {
        send();
    }
}

void HttpSession::send() {
    sending_ = true;
    if (mode_ == Mode::Answer) {
        transport_->expires_after(group_->limits.write_time);
    }
    const auto [first, second] = outgoing_.next();
    transport_->write_some(first, second,
                           [self = shared_from_this()](bool ok, std::size_t size) { self->on_sent(ok, size); });
}

void HttpSession::on_sent(bool ok, std::size_t size) {
    sending_ = false;
    taken_at_ = std::chrono::steady_clock::now();
    if (!ok || closed_) {
        close();
    } else if (outgoing_.sent(size)) {
        send();
    } else if (mode_ != Mode::Stream) {
        on_answered();
    }
}

void HttpSession::on_answered() {
    outgoing_.forget();
    let_go();
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
    transport_->expires_never();
    transport_->read_some(ignored_, [self = shared_from_this()](bool ok, std::size_t) {
        if (self->closed_ || self->mode_ != Mode::Stream) {
            return;
        }
        if (!ok) {
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
    transport_->shutdown_send();
    transport_->expires_after(linger_time);
    discard();
}

void HttpSession::discard() {
    transport_->read_some(ignored_, [self = shared_from_this()](bool ok, std::size_t) {
        if (!ok || self->closed_) {
            self->close();
        } else {
            self->discard();
        }
    });
}

void HttpSession::close_later() {
    mode_ = Mode::LastOfStream; // nothing more is queued
    transport_->post([self = shared_from_this()] { self->close(); });
}

void HttpSession::close() {
    if (std::exchange(closed_, true)) {
        return;
    }
    group_->sessions.erase(this);
    let_go();
    transport_->close();
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

void start_session(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor) {
    std::make_shared<HttpSession>(std::move(group), std::move(transport), std::move(visitor))->start();
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
