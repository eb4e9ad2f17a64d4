#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::gateway {

// Where notices are posted. All of it may be secret, but for the scheme, host and port of the URL.
struct Endpoint {
    std::string url;                  // http:// or https://, with USER:PASSWORD@ for basic authentication
    std::string key;                  // for {key} in templates
    std::vector<std::string> headers; // "Authorization: Bearer …"
    std::string secret = {};          // with which requests are signed; empty: they are not
};

// Reads a file that nobody else may read: a line with the URL, and lines key=…, secret=… and header=NAME: VALUE if
// wished. Empty lines and those that begin with "#" are no matter. The error, a phrase with the path, shows nothing of
// it.
tl::expected<Endpoint, std::string> read_endpoint_file(const std::string& path);

// What is wrong with the endpoint, without showing it; empty when all is well.
std::string find_fault(const Endpoint& endpoint);

// "https://hooks.example.com:8443".
std::string shown_endpoint(const Endpoint& endpoint);

// The text with "…" in place of whatever is secret.
std::string without_secrets(std::string text, const Endpoint& endpoint);

} // namespace halberd::gateway
