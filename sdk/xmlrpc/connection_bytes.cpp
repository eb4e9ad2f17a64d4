#include "sdk/xmlrpc/connection_bytes.hpp"

#include "sdk/tls/engine.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <utility>

namespace halberd::xmlrpc {
namespace {

using Error = ConnectionBytes::Error;
using Step = tls::Engine::Step;

class PlainBytes final : public ConnectionBytes {
 public:
    PlainBytes(Read read, Write write) : read_(std::move(read)), write_(std::move(write)) {}
    Error read(std::span<char> into, std::size_t& size) override { return read_(into, size); }
    Error write(std::string_view bytes) override { return write_(bytes); }

 private:
    Read read_;
    Write write_;
};

class EncryptedBytes final : public ConnectionBytes {
 public:
    EncryptedBytes(Read read, Write write, std::unique_ptr<tls::Context> context, const std::string& host)
        : read_(std::move(read)),
          write_(std::move(write)),
          context_(std::move(context)),
          engine_(context_->make_engine(host)) {}

    Error shake_hands() {
        Step step = engine_->handshake();
        while (step == Step::NeedsBytes) {
            if (const Error error = exchange()) {
                return error;
            }
            step = engine_->handshake();
        }
        const Error error = flush();
        return step == Step::Done ? error : boost::asio::error::no_protocol_option;
    }

    std::string failure() const { return engine_->failure(); }

    Error read(std::span<char> into, std::size_t& size) override {
        for (;;) {
            const tls::Engine::Piece piece = engine_->read(into);
            if (piece.step == Step::Done) {
                size = piece.size;
                return {};
            }
            if (piece.step == Step::Closed) {
                return boost::asio::error::eof;
            }
            if (piece.step == Step::Failed) {
                return boost::asio::error::connection_aborted;
            }
            if (const Error error = exchange()) {
                return error;
            }
        }
    }

    Error write(std::string_view bytes) override {
        if (!engine_->write(bytes)) {
            return boost::asio::error::connection_aborted;
        }
        return flush();
    }

 private:
    Error flush() {
        const std::string bytes = engine_->take();
        return bytes.empty() ? Error() : write_(bytes);
    }

    // Sends what the engine has, and gives it what comes.
    Error exchange() {
        if (const Error error = flush()) {
            return error;
        }
        std::size_t size = 0;
        const Error error = read_(received_, size);
        engine_->feed({received_.data(), size});
        return error;
    }

    Read read_;
    Write write_;
    std::unique_ptr<tls::Context> context_;
    std::unique_ptr<tls::Engine> engine_;
    std::array<char, 16384> received_;
};

} // namespace

std::unique_ptr<ConnectionBytes> plain_bytes(ConnectionBytes::Read read, ConnectionBytes::Write write) {
    return std::make_unique<PlainBytes>(std::move(read), std::move(write));
}

tl::expected<std::unique_ptr<ConnectionBytes>, std::string> encrypted_bytes(ConnectionBytes::Read read,
                                                                            ConnectionBytes::Write write,
                                                                            const std::string& host,
                                                                            const TlsFiles& files) {
    auto context = tls::client_context({files.ca, files.certificate, files.key});
    if (!context) {
        return tl::unexpected(context.error().file + ": " + context.error().reason);
    }
    auto made = std::make_unique<EncryptedBytes>(std::move(read), std::move(write), *std::move(context), host);
    if (const Error error = made->shake_hands()) {
        const std::string why = made->failure();
        return tl::unexpected("no TLS connection with " + host + ": " + (why.empty() ? error.message() : why));
    }
    return std::unique_ptr<ConnectionBytes>(std::move(made));
}

} // namespace halberd::xmlrpc
