#pragma once

#include "sdk/tls/engine.hpp"

namespace halberd::tls {

// What lib/halberd/tls.so exports as halberd_tls_module. It belongs to the build of the program that loads it.
struct Module {
    const char* build;
    ContextOr (*server)(const ServerFiles& files);
    ContextOr (*client)(const ClientFiles& files);
};

} // namespace halberd::tls
