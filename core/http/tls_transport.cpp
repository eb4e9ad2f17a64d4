#include "core/http/tls_transport.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace halberd {
namespace {

using Step = tls::Engine::Step;
using OnFailure = std::function<void(const std::string&)>;

// So much is encrypted at once: a record of TLS has at most 16 KiB.
constexpr std::size_t most_at_once = std::size_t{16} * 1024;

constexpr std::string_view plain_answer =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 57\r\nConnection: close\r\n\r\n"
    "This port speaks HTTPS. Use an address with https:// ...\n";

// A record of TLS begins with its type, 22 for a handshake; a request of HTTP with a letter.
bool is_plain_http(std::string_view first_bytes) {
    return !first_bytes.empty() && first_bytes[0] >= 'A' && first_bytes[0] <= 'Z';
}

// What operations in flight share with the transport, which may have gone when they end.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
    Connection(std::unique_ptr<Transport> below, std::unique_ptr<tls::Engine> engine, OnFailure on_failure)
        : below_(std::move(below)), engine_(std::move(engine)), on_failure_(std::move(on_failure)) {}

    Transport& below() { return *below_; }

    void read_some(std::span<char> into, Transport::Done done) {
        into_ = into;
        reading_ = std::move(done);
        below_->post([self = shared_from_this()] { self->read_on(); });
    }

    void write_some(std::string_view first, std::string_view second, Transport::Done done) {
        const std::string_view piece = first.empty() ? second : first;
        if (failed_ || !engine_->write(piece.substr(0, most_at_once))) {
            failed_ = true;
            below_->post([done = std::move(done)] { done(false, 0); });
            return;
        }
        written_ = std::min(piece.size(), most_at_once);
        writing_ = std::move(done);
        send();
    }

    void shutdown_send() {
        if (!failed_) {
            engine_->close();
            is_last_ = true;
            send();
        }
    }

    void close() {
        failed_ = true;
        below_->close();
    }

 private:
    // Goes on with the handshake, or the read, as far as the bytes at hand go.
    void read_on() {
        Step step = Step::Done;
        if (!is_ready_) {
            step = failed_ ? Step::Failed : engine_->handshake();
            is_ready_ = step == Step::Done;
        }
        tls::Engine::Piece piece{step, 0};
        if (is_ready_) {
            piece = failed_ ? tls::Engine::Piece{} : engine_->read(into_);
        }
        send(); // the handshake's part, an alert, a ticket
        if (piece.step == Step::Failed && !std::exchange(failed_, true)) {
            on_failure_(engine_->failure());
        }
        if (piece.step == Step::NeedsBytes) {
            receive();
        } else {
            finish_reading(piece.step == Step::Done, piece.size);
        }
    }

    void receive() {
        below_->read_some(received_, [self = shared_from_this()](bool ok, std::size_t size) {
            if (!ok) {
                self->finish_reading(false, 0);
                return;
            }
            const std::string_view bytes(self->received_.data(), size);
            if (!std::exchange(self->has_received_, true) && is_plain_http(bytes)) {
                self->answer_plainly();
                return;
            }
            self->engine_->feed(bytes);
            self->read_on();
        });
    }

    void answer_plainly() {
        failed_ = true;
        on_failure_("the client speaks plain HTTP");
        below_->write_some(plain_answer, {}, [self = shared_from_this()](bool, std::size_t) {
            self->below_->shutdown_send();
            self->finish_reading(false, 0);
        });
    }

    void finish_reading(bool ok, std::size_t size) {
        if (const auto done = std::exchange(reading_, nullptr)) {
            done(ok, size);
        }
    }

    // Writes what the engine has for the network. A write is done when all that it made is through.
    void send() {
        pending_ += engine_->take();
        if (is_sending_) {
            return;
        }
        if (pending_.empty()) {
            finish_writing(true);
            return;
        }
        is_sending_ = true;
        sending_ = std::exchange(pending_, {});
        sent_ = 0;
        send_on();
    }

    void send_on() {
        below_->write_some(std::string_view(sending_).substr(sent_), {},
                           [self = shared_from_this()](bool ok, std::size_t size) { self->on_sent(ok, size); });
    }

    void on_sent(bool ok, std::size_t size) {
        sent_ += size;
        if (ok && sent_ < sending_.size()) {
            send_on();
            return;
        }
        is_sending_ = false;
        sending_ = std::string();
        if (!ok) {
            finish_writing(false);
        } else if (!pending_.empty()) {
            send();
        } else {
            finish_writing(true);
        }
    }

    void finish_writing(bool ok) {
        if (ok && is_last_) {
            below_->shutdown_send();
        }
        if (writing_) {
            below_->post([done = std::exchange(writing_, nullptr), ok, size = written_] { done(ok, ok ? size : 0); });
        }
    }

    std::unique_ptr<Transport> below_;
    std::unique_ptr<tls::Engine> engine_;
    OnFailure on_failure_;
    bool is_ready_ = false; // the handshake is done
    bool failed_ = false;
    bool is_last_ = false; // we have said that no more comes

    std::span<char> into_;
    Transport::Done reading_;
    std::array<char, 2048> received_; // small: each idle connection has it
    bool has_received_ = false;

    Transport::Done writing_;
    std::size_t written_ = 0;
    std::string pending_;
    std::string sending_;
    std::size_t sent_ = 0;
    bool is_sending_ = false;
};

class TlsTransport final : public Transport {
 public:
    explicit TlsTransport(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

    void read_some(std::span<char> into, Done done) override { connection_->read_some(into, std::move(done)); }
    void write_some(std::string_view first, std::string_view second, Done done) override {
        connection_->write_some(first, second, std::move(done));
    }
    void expires_after(std::chrono::milliseconds time) override { connection_->below().expires_after(time); }
    void expires_never() override { connection_->below().expires_never(); }
    void shutdown_send() override { connection_->shutdown_send(); }
    void close() override { connection_->close(); }
    void post(std::function<void()> work) override { connection_->below().post(std::move(work)); }

 private:
    std::shared_ptr<Connection> connection_; // with its operations in flight
};

} // namespace

std::unique_ptr<Transport> make_tls_transport(std::unique_ptr<Transport> below, std::unique_ptr<tls::Engine> engine,
                                              OnFailure on_failure) {
    return std::make_unique<TlsTransport>(
        std::make_shared<Connection>(std::move(below), std::move(engine), std::move(on_failure)));
}

} // namespace halberd
