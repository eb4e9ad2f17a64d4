#pragma once

#include "core/http/transport.hpp"
#include "sdk/tls/engine.hpp"

#include <functional>
#include <memory>
#include <string>

namespace halberd {

// TLS over another transport: the handshake is part of the first read, and of its time. Somebody who speaks plain HTTP
// gets an answer in plain HTTP, and the end. `on_failure` is told why there is no connection, when TLS knows.
std::unique_ptr<Transport> make_tls_transport(std::unique_ptr<Transport> below, std::unique_ptr<tls::Engine> engine,
                                              std::function<void(const std::string&)> on_failure);

} // namespace halberd
