#pragma once

#include "sdk/xmlrpc/client.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::xmlrpc {

// HTTP/1.1 to one server, one exchange at a time, blocking: the socket half of Client, and the only file with Beast.
class HttpConnection {
 public:
    HttpConnection(Url url, const ClientOptions& options);
    ~HttpConnection();

    // Sends an XML-RPC request and returns the body of the answer.
    tl::expected<std::string, CallError> post(std::string_view xml);

    // As Client::server.
    const std::string& server() const;

    // As Client::get_stream.
    tl::expected<void, CallError> get(std::string_view path, const std::function<bool(std::string_view)>& on_bytes);

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace halberd::xmlrpc
