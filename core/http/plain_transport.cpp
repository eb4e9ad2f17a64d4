#include "core/http/plain_transport.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace halberd {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Stream = boost::beast::basic_stream<asio::generic::stream_protocol, asio::io_context::executor_type>;

class PlainTransport final : public Transport {
 public:
    explicit PlainTransport(Stream stream) : stream_(std::move(stream)) {
        error_code ignored; // then nothing is sent at once
        stream_.socket().non_blocking(true, ignored);
    }

    void read_some(std::span<char> into, Done done) override {
        set_deadline();
        stream_.async_read_some(
            asio::buffer(into.data(), into.size()),
            [done = std::move(done)](const error_code& error, std::size_t size) { done(!error, size); });
    }

    void write_some(std::string_view first, std::string_view second, Done done) override {
        if (const auto sent = send_at_once(first, second)) {
            post([done = std::move(done), size = *sent] { done(size > 0, size); });
            return;
        }
        const std::array<asio::const_buffer, 2> pieces{asio::buffer(first), asio::buffer(second)};
        set_deadline();
        stream_.async_write_some(
            pieces, [done = std::move(done)](const error_code& error, std::size_t size) { done(!error, size); });
    }

    void expires_after(std::chrono::milliseconds time) override {
        deadline_ = std::chrono::steady_clock::now() + time;
        is_deadline_set_ = false;
    }

    void expires_never() override {
        deadline_.reset();
        is_deadline_set_ = true;
        stream_.expires_never();
    }

    void shutdown_send() override {
        error_code ignored;
        stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }

    void close() override { stream_.close(); }
    void post(std::function<void()> work) override { asio::post(stream_.get_executor(), std::move(work)); }

 private:
    // What the socket takes without a wait, as it does with most answers: no timer has to be set for those. Nothing
    // when it takes nothing; zero when the connection is broken.
    std::optional<std::size_t> send_at_once(std::string_view first, std::string_view second) {
        if (!stream_.socket().non_blocking()) {
            return std::nullopt;
        }
        const std::array<asio::const_buffer, 2> pieces{asio::buffer(first), asio::buffer(second)};
        error_code error;
        const std::size_t size = stream_.socket().write_some(pieces, error);
        if (error == asio::error::would_block || error == asio::error::interrupted) {
            return std::nullopt;
        }
        return error ? 0 : size;
    }

    // The timer of a deadline is set when there is something to wait for.
    void set_deadline() {
        if (!is_deadline_set_) {
            is_deadline_set_ = true;
            stream_.expires_at(*deadline_);
        }
    }

    Stream stream_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    bool is_deadline_set_ = true; // stream_ knows of it
};

} // namespace

Result<std::unique_ptr<Transport>> make_plain_transport(asio::io_context& context, UniqueFd connection, int family) {
    Stream stream(context.get_executor());
    error_code error;
    stream.socket().assign(asio::generic::stream_protocol(family, 0), connection.get(), error);
    if (error) {
        return system_failure("watch the connection", error.value());
    }
    (void)connection.release(); // the stream closes it
    return std::unique_ptr<Transport>(std::make_unique<PlainTransport>(std::move(stream)));
}

} // namespace halberd
