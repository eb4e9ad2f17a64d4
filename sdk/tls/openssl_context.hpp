#pragma once

#include "sdk/tls/engine.hpp"

namespace halberd::tls {

// TLS 1.2 and later with OpenSSL.
ContextOr make_openssl_server(const ServerFiles& files);
ContextOr make_openssl_client(const ClientFiles& files);

} // namespace halberd::tls
