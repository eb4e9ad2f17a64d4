#include "sdk/tls/openssl_context.hpp"

#include "sdk/tls/openssl_engine.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

namespace halberd::tls {
namespace {

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPointer = std::unique_ptr<SSL_CTX, FreeContext>;

class OpensslContext final : public Context {
 public:
    OpensslContext(ContextPointer context, bool is_server) : context_(std::move(context)), is_server_(is_server) {}

    std::unique_ptr<Engine> make_engine(const std::string& host) const override {
        SSL* connection = SSL_new(context_.get());
        if (connection == nullptr) {
            return nullptr;
        }
        if (is_server_) {
            SSL_set_accept_state(connection);
        } else {
            SSL_set_connect_state(connection);
            expect(connection, host);
        }
        return std::make_unique<OpensslEngine>(connection);
    }

 private:
    // The certificate of the server has to be for this name or address.
    static void expect(SSL* connection, const std::string& host) {
        in6_addr address{};
        const bool is_address =
            inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
        if (is_address) {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
        } else {
            SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(host.c_str())); // SSL_set_tlsext_host_name() without its cast
            SSL_set1_host(connection, host.c_str());
        }
    }

    ContextPointer context_;
    bool is_server_;
};

// A key with a passphrase would make OpenSSL ask on the terminal.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

ContextPointer make_context(const SSL_METHOD* method) {
    ContextPointer context(SSL_CTX_new(method));
    if (context) {
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
        SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
        SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS); // an idle connection holds none
        SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context.get(), 0); // sessions are not resumed
        SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
    }
    return context;
}

tl::unexpected<Trouble> trouble(const std::string& file, const std::string& what) {
    const int error = ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SYS ? ERR_GET_REASON(ERR_peek_error()) : 0;
    std::string reason = error != 0 ? std::string(strerror(error)) : openssl_error();
    ERR_clear_error();
    return tl::unexpected(Trouble{file, what + ": " + reason});
}

// The certificate with those behind it, and its key.
tl::expected<void, Trouble> load_identity(SSL_CTX* context, const std::string& certificate, const std::string& key) {
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
        return trouble(certificate, "no certificate can be read from it");
    }
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
        if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH) {
            ERR_clear_error();
            return tl::unexpected(Trouble{key, "it is not the key of " + certificate});
        }
        return trouble(key, "no private key without a passphrase can be read from it");
    }
    return {};
}

} // namespace

ContextOr make_openssl_server(const ServerFiles& files) {
    ContextPointer context = make_context(TLS_server_method());
    if (!context) {
        return trouble(files.certificate, "OpenSSL fails");
    }
    if (const auto loaded = load_identity(context.get(), files.certificate, files.key); !loaded) {
        return tl::unexpected(loaded.error());
    }
    if (!files.client_ca.empty()) {
        STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.client_ca.c_str());
        if (names == nullptr || SSL_CTX_load_verify_file(context.get(), files.client_ca.c_str()) != 1) {
            return trouble(files.client_ca, "no certificates can be read from it");
        }
        SSL_CTX_set_client_CA_list(context.get(), names);
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    return std::make_unique<OpensslContext>(std::move(context), true);
}

ContextOr make_openssl_client(const ClientFiles& files) {
    ContextPointer context = make_context(TLS_client_method());
    if (!context) {
        return trouble(files.ca, "OpenSSL fails");
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (files.ca.empty()) {
        SSL_CTX_set_default_verify_paths(context.get());
    } else if (SSL_CTX_load_verify_file(context.get(), files.ca.c_str()) != 1) {
        return trouble(files.ca, "no certificates can be read from it");
    }
    if (!files.certificate.empty()) {
        const std::string& key = files.key.empty() ? files.certificate : files.key;
        if (const auto loaded = load_identity(context.get(), files.certificate, key); !loaded) {
            return tl::unexpected(loaded.error());
        }
    }
    return std::make_unique<OpensslContext>(std::move(context), false);
}

} // namespace halberd::tls
