#include "plugins/portcheck/probe.hpp"

#include "plugins/portcheck/escapes.hpp"
#include "plugins/portcheck/name_lookup.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <ctime>
#include <list>
#include <utility>

namespace halberd::portcheck {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;
using Endpoint = asio::generic::stream_protocol::endpoint;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

// What is kept of the answer while the expected text has not come.
constexpr std::size_t most_kept = 65536;

std::string seconds_text(milliseconds time) {
    std::string text = std::to_string(time.count() / 1000);
    if (const auto rest = time.count() % 1000; rest != 0) {
        text += "." + std::to_string(1000 + rest).substr(1);
    }
    return text + " s";
}

// Whether a host is no numeric address.
bool is_name(const std::string& host) {
    error_code ec;
    asio::ip::make_address(host, ec);
    return !host.empty() && ec;
}

// SSL_set_tlsext_host_name(), which is a macro with an old-style cast.
void set_server_name(SSL* ssl, std::string name) {
    ::SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

std::optional<std::chrono::system_clock::time_point> end_of_certificate(SSL* ssl) {
    X509* const certificate = ::SSL_get1_peer_certificate(ssl);
    if (certificate == nullptr) {
        return std::nullopt;
    }
    std::tm utc{};
    const bool known = ::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate), &utc) == 1;
    ::X509_free(certificate);
    return known ? std::optional(std::chrono::system_clock::from_time_t(::timegm(&utc))) : std::nullopt;
}

// One target under way, which lives until the loop has ended.
class Probe {
 public:
    Probe(asio::io_context& io, asio::ssl::context& tls, const Target& target, const Terms& terms)
        : io_(io), tls_(tls), target_(target), terms_(terms), timer_(io), pause_(io), share_(io) {}

    ~Probe() {
        if (lookup_) {
            lookup_->abandon();
        }
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    void start() {
        is_over_ = false;
        answer_.clear();
        endpoints_.clear();
        next_ = 0;
        doing_ = "looking up the name";
        timer_.expires_after(terms_.timeout);
        timer_.async_wait([this](error_code ec) { on_deadline(ec); });
        if (target_.is_unix()) {
            endpoints_.emplace_back(asio::local::stream_protocol::endpoint(target_.path));
            connect();
        } else {
            // The look-up calls back on a thread of its own, and never after the attempt is over.
            lookup_ = NameLookup::start(target_.host, target_.port, [this](Addresses found) {
                asio::post(io_, [this, found = std::move(found)] { on_addresses(found); });
            });
        }
    }

    const Finding& finding() const { return finding_; }

 private:
    void on_addresses(const Addresses& found) {
        if (is_over_) {
            return;
        }
        if (found.sockaddrs.empty()) {
            return end("cannot look up " + target_.host + ": " + found.error);
        }
        for (const std::string& address : found.sockaddrs) {
            endpoints_.emplace_back(address.data(), address.size(), 0);
        }
        connect();
    }

    // Tries the next address. Each gets its share of the time, so that a dead one does not use up all.
    void connect() {
        doing_ = "connecting";
        stream_.emplace(Socket(io_), tls_);
        const std::size_t current = next_++;
        if (next_ < endpoints_.size()) {
            share_.expires_after(terms_.timeout / static_cast<int>(endpoints_.size()));
            share_.async_wait([this, current](error_code ec) { on_share_used_up(ec, current); });
        }
        is_connecting_ = true;
        socket().async_connect(endpoints_[current], [this](error_code ec) { on_connect(ec); });
    }

    void on_share_used_up(error_code ec, std::size_t current) {
        if (!ec && is_connecting_ && current + 1 == next_) {
            close();
        }
    }

    void on_connect(error_code ec) {
        is_connecting_ = false;
        share_.cancel();
        if (is_over_) {
            return;
        }
        if (ec && next_ < endpoints_.size()) {
            return connect();
        }
        if (ec) {
            return end("cannot connect: " + (ec == asio::error::operation_aborted ? "timed out" : ec.message()));
        }
        if (!terms_.tls) {
            return send();
        }
        doing_ = "in the TLS handshake";
        if (is_name(target_.host)) {
            set_server_name(stream_->native_handle(), target_.host);
        }
        if (terms_.verify) {
            stream_->set_verify_mode(asio::ssl::verify_peer);
            stream_->set_verify_callback(asio::ssl::host_name_verification(target_.host));
        }
        stream_->async_handshake(asio::ssl::stream_base::client, [this](error_code error) { on_handshake(error); });
    }

    void on_handshake(error_code ec) {
        if (is_over_) {
            return;
        }
        finding_.certificate_end = end_of_certificate(stream_->native_handle());
        if (ec) {
            return end("the TLS handshake failed: " + ec.message());
        }
        send();
    }

    void send() {
        doing_ = "sending";
        on_stream([this](auto& stream) {
            asio::async_write(stream, asio::buffer(terms_.send), [this](error_code ec, std::size_t) { on_sent(ec); });
        });
    }

    void on_sent(error_code ec) {
        if (is_over_) {
            return;
        }
        if (ec) {
            return end("cannot send: " + ec.message());
        }
        terms_.expect.empty() ? end("") : receive();
    }

    void receive() {
        doing_ = "waiting for the expected text";
        on_stream([this](auto& stream) {
            stream.async_read_some(asio::buffer(block_),
                                   [this](error_code ec, std::size_t count) { on_received(ec, count); });
        });
    }

    void on_received(error_code ec, std::size_t count) {
        if (is_over_) {
            return;
        }
        answer_.append(block_.data(), count);
        if (answer_.find(terms_.expect) != std::string::npos) {
            return end("");
        }
        if (ec || answer_.size() > most_kept) {
            return end("the expected text did not come" + what_came());
        }
        receive();
    }

    void on_deadline(error_code ec) {
        if (!ec && !is_over_) {
            end("timed out after " + seconds_text(terms_.timeout) + ", " + doing_ + what_came());
        }
    }

    std::string what_came() const { return answer_.empty() ? "" : "; what came was \"" + shown(answer_) + "\""; }

    // The attempt has ended: whatever is under way comes to nothing.
    void end(std::string failure) {
        is_over_ = true;
        if (lookup_) {
            lookup_->abandon();
            lookup_.reset();
        }
        timer_.cancel();
        close();
        finding_.failure = std::move(failure);
        if (!finding_.is_ok() && attempts_++ < terms_.retries) {
            pause_.expires_after(terms_.pause);
            pause_.async_wait([this](error_code) { start(); });
        }
    }

    void close() {
        error_code ignored;
        if (stream_) {
            socket().close(ignored);
        }
    }

    Socket& socket() { return stream_->next_layer(); }

    template <class Use>
    void on_stream(Use use) {
        terms_.tls ? use(*stream_) : use(socket());
    }

    asio::io_context& io_;
    asio::ssl::context& tls_;
    const Target& target_;
    const Terms& terms_;
    Timer timer_; // of the attempt
    Timer pause_;
    Timer share_; // of one address
    std::optional<asio::ssl::stream<Socket>> stream_;
    std::shared_ptr<NameLookup> lookup_; // shared with the thread that looks the name up
    std::vector<Endpoint> endpoints_;
    std::size_t next_ = 0;
    bool is_connecting_ = false;
    bool is_over_ = false; // the attempt: handlers of what was under way have nothing left to do
    int attempts_ = 0;
    const char* doing_ = "";
    std::string answer_;
    std::array<char, 4096> block_{};
    Finding finding_;
};

} // namespace

std::vector<Finding> check_all(const std::vector<Target>& targets, const Terms& terms) {
    asio::io_context io;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    if (terms.verify) {
        error_code ignored; // a file that can't be read leaves nobody to trust, which every handshake then says
        terms.ca_file.empty() ? tls.set_default_verify_paths(ignored) : tls.load_verify_file(terms.ca_file, ignored);
    }
    std::list<Probe> probes;
    for (const Target& target : targets) {
        probes.emplace_back(io, tls, target, terms).start();
    }
    io.run();
    std::vector<Finding> findings;
    for (const Probe& probe : probes) {
        findings.push_back(probe.finding());
    }
    return findings;
}

} // namespace halberd::portcheck
