#include "sdk/tls/openssl_engine.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <limits>

namespace halberd::tls {

std::string openssl_error() {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason != nullptr ? reason : "unknown error";
}

OpensslEngine::OpensslEngine(SSL* connection)
    : connection_(connection), incoming_(BIO_new(BIO_s_mem())), outgoing_(BIO_new(BIO_s_mem())) {
    SSL_set_bio(connection_, incoming_, outgoing_);
}

OpensslEngine::~OpensslEngine() {
    SSL_free(connection_);
}

void OpensslEngine::feed(std::string_view from_network) {
    if (!from_network.empty()) {
        BIO_write(incoming_, from_network.data(), static_cast<int>(from_network.size()));
    }
}

std::string OpensslEngine::take() {
    std::string bytes(BIO_ctrl_pending(outgoing_), '\0');
    if (!bytes.empty()) {
        BIO_read(outgoing_, bytes.data(), static_cast<int>(bytes.size()));
    }
    return bytes;
}

Engine::Step OpensslEngine::step_after(int result) {
    switch (SSL_get_error(connection_, result)) {
        case SSL_ERROR_WANT_READ:
            return Step::NeedsBytes;
        case SSL_ERROR_ZERO_RETURN:
            return Step::Closed;
        default: {
            const long verdict = SSL_get_verify_result(connection_);
            failure_ = openssl_error();
            if (verdict != X509_V_OK) {
                failure_ = X509_verify_cert_error_string(verdict);
            }
            return Step::Failed;
        }
    }
}

Engine::Step OpensslEngine::handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(connection_);
    return result == 1 ? Step::Done : step_after(result);
}

Engine::Piece OpensslEngine::read(std::span<char> into) {
    ERR_clear_error();
    const int result = SSL_read(connection_, into.data(), static_cast<int>(into.size()));
    return result > 0 ? Piece{Step::Done, static_cast<std::size_t>(result)} : Piece{step_after(result), 0};
}

bool OpensslEngine::write(std::string_view bytes) {
    ERR_clear_error();
    while (!bytes.empty()) {
        const std::size_t most = std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max());
        const int result = SSL_write(connection_, bytes.data(), static_cast<int>(most));
        if (result <= 0) {
            step_after(result);
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(result));
    }
    return true;
}

void OpensslEngine::close() {
    ERR_clear_error();
    SSL_shutdown(connection_);
    ERR_clear_error();
}

} // namespace halberd::tls
