#include "core/http/plain_transport.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <array>
#include <utility>

namespace halberd {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Stream = boost::beast::basic_stream<asio::generic::stream_protocol, asio::io_context::executor_type>;

class PlainTransport final : public Transport {
 public:
    explicit PlainTransport(Stream stream) : stream_(std::move(stream)) {}

    void read_some(std::span<char> into, Done done) override {
        stream_.async_read_some(
            asio::buffer(into.data(), into.size()),
            [done = std::move(done)](const error_code& error, std::size_t size) { done(!error, size); });
    }

    void write_some(std::string_view first, std::string_view second, Done done) override {
        const std::array<asio::const_buffer, 2> pieces{asio::buffer(first), asio::buffer(second)};
        stream_.async_write_some(
            pieces, [done = std::move(done)](const error_code& error, std::size_t size) { done(!error, size); });
    }

    void expires_after(std::chrono::milliseconds time) override { stream_.expires_after(time); }
    void expires_never() override { stream_.expires_never(); }

    void shutdown_send() override {
        error_code ignored;
        stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }

    void close() override { stream_.close(); }
    void post(std::function<void()> work) override { asio::post(stream_.get_executor(), std::move(work)); }

 private:
    Stream stream_;
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
