#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::xmlrpc {

// The bytes of a connection, blocking: as they are, or through TLS.
class ConnectionBytes {
 public:
    using Error = boost::system::error_code;
    using Read = std::function<Error(std::span<char>, std::size_t&)>; // asio::error::eof at the end
    using Write = std::function<Error(std::string_view)>;             // all of it

    virtual ~ConnectionBytes() = default;
    virtual Error read(std::span<char> into, std::size_t& size) = 0;
    virtual Error write(std::string_view bytes) = 0;
};

std::unique_ptr<ConnectionBytes> plain_bytes(ConnectionBytes::Read read, ConnectionBytes::Write write);

// Files as in ClientOptions.
struct TlsFiles {
    std::string ca;
    std::string certificate;
    std::string key;
};

// Shakes hands with a server that has to have a certificate for `host`. The error is a sentence.
tl::expected<std::unique_ptr<ConnectionBytes>, std::string> encrypted_bytes(ConnectionBytes::Read read,
                                                                            ConnectionBytes::Write write,
                                                                            const std::string& host,
                                                                            const TlsFiles& files);

} // namespace halberd::xmlrpc
