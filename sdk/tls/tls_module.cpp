#include "sdk/tls/module.hpp"
#include "sdk/tls/openssl_context.hpp"

extern "C" __attribute__((visibility("default"))) const halberd::tls::Module halberd_tls_module;

const halberd::tls::Module halberd_tls_module{HALBERD_TLS_BUILD, halberd::tls::make_openssl_server,
                                              halberd::tls::make_openssl_client};
