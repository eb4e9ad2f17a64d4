#pragma once

#include "sdk/xmlrpc/call_error.hpp"
#include "sdk/xmlrpc/url.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::xmlrpc {

class HttpConnection;

struct ClientOptions {
    // HTTP basic authentication; sent only when both are set.
    std::optional<std::string> username;
    std::optional<std::string> password;

    // For https: the authorities that may have signed the server's certificate (a file; without one, those of the
    // system), and a certificate with its key for servers that ask for one.
    std::string ca;
    std::string certificate;
    std::string key;

    // The longest that connecting, or waiting for a complete answer, may take; without a value a call waits as long as
    // the server takes. The pauses between the bytes of a stream do not count.
    std::optional<std::chrono::milliseconds> timeout;

    // A descriptor that ends whatever is under way as soon as it is readable (a signalfd, an eventfd, a pipe), or -1.
    // The client neither reads nor closes it; it must stay open for as long as the client lives.
    int interrupt_fd = -1;
};

// Calls the methods of one XML-RPC server over TCP or a UNIX socket. Every member function blocks until it is done. The
// connection is made by the first call and kept for the next ones; one that the server has closed meanwhile is made
// anew. A request is never sent twice.
//
// Not for use from two threads at a time; different clients are independent.
class Client {
 public:
    explicit Client(Url url, const ClientOptions& options = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // Calls `method`, for example "supervisor.getState". [any one thread at a time, blocks]
    tl::expected<Value, CallError> call(std::string_view method, Array arguments = {});

    // What the server has called itself in its last answer (the header Server); empty before the first one.
    const std::string& server() const;

    // Hands the body of GET `path` to `on_bytes` as it arrives, until the server ends it or `on_bytes` returns false.
    // An error after the first bytes tells only why the stream ended. [any one thread at a time, blocks; `on_bytes` is
    // called on that thread]
    tl::expected<void, CallError> get_stream(std::string_view path,
                                             const std::function<bool(std::string_view)>& on_bytes);

 private:
    std::unique_ptr<HttpConnection> connection_;
};

} // namespace halberd::xmlrpc
