#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::tls {

// One end of a TLS connection, without any I/O: what has come from the network is fed, and what is to go there is
// taken.
class Engine {
 public:
    enum class Step {
        Done,
        NeedsBytes, // of the network
        Closed,     // the other end has said that no more comes
        Failed,
    };

    virtual ~Engine() = default;

    virtual void feed(std::string_view from_network) = 0;
    virtual std::string take() = 0; // for the network, also after a failure: the reason, in TLS's own words

    virtual Step handshake() = 0;

    struct Piece {
        Step step = Step::Failed;
        std::size_t size = 0; // when Done: at least 1
    };
    virtual Piece read(std::span<char> into) = 0;

    // After the handshake. False when it has failed.
    virtual bool write(std::string_view bytes) = 0;

    // Says that no more comes.
    virtual void close() = 0;

    // Why it has failed.
    virtual std::string failure() const = 0;
};

// What the connections of one server, or of one client, have in common.
class Context {
 public:
    virtual ~Context() = default;

    // The engine must not outlive the context. `host` is, for a client, whom the server's certificate has to name.
    virtual std::unique_ptr<Engine> make_engine(const std::string& host) const = 0;
};

// Files in PEM format.
struct ServerFiles {
    std::string certificate; // with the intermediate ones behind it
    std::string key;
    std::string client_ca; // clients must show a certificate of these authorities; empty: they need none
};
struct ClientFiles {
    std::string ca;          // empty: the authorities of the system
    std::string certificate; // what a server may ask for, its key in the same file or in `key`; empty: none
    std::string key;
};

// What cannot be used, and why.
struct Trouble {
    std::string file;
    std::string reason;
};
using ContextOr = tl::expected<std::unique_ptr<Context>, Trouble>;

// Loads the module with OpenSSL, when it is first needed: programs that do not speak TLS pay nothing for it. A module
// that cannot be loaded is a Trouble with its file.
ContextOr server_context(const ServerFiles& files);
ContextOr client_context(const ClientFiles& files);

} // namespace halberd::tls
