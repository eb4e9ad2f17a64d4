#pragma once

#include "sdk/tls/engine.hpp"

#include <openssl/types.h>

#include <memory>
#include <string>

namespace halberd::tls {

// A connection of OpenSSL between two buffers in memory.
class OpensslEngine final : public Engine {
 public:
    // Takes the connection over.
    explicit OpensslEngine(SSL* connection);
    ~OpensslEngine() override;
    OpensslEngine(const OpensslEngine&) = delete;
    OpensslEngine& operator=(const OpensslEngine&) = delete;

    void feed(std::string_view from_network) override;
    std::string take() override;
    Step handshake() override;
    Piece read(std::span<char> into) override;
    bool write(std::string_view bytes) override;
    void close() override;
    std::string failure() const override { return failure_; }

 private:
    Step step_after(int result);

    SSL* connection_;
    BIO* incoming_; // both belong to the connection
    BIO* outgoing_;
    std::string failure_;
};

// The last error of OpenSSL on this thread in words, which is forgotten then.
std::string openssl_error();

} // namespace halberd::tls
