#include "ctl/connection.hpp"

#include <utility>

namespace halberd::ctl {

Connection::Connection(std::string url, xmlrpc::ClientOptions options)
    : url_(std::move(url)), options_(std::move(options)) {}

tl::expected<xmlrpc::Value, xmlrpc::CallError> Connection::call(std::string_view method, xmlrpc::Array arguments) {
    return client().and_then([&](xmlrpc::Client* client) { return client->call(method, std::move(arguments)); });
}

tl::expected<void, xmlrpc::CallError> Connection::follow(std::string_view path, const OnBytes& on_bytes) {
    return client().and_then([&](xmlrpc::Client* client) { return client->get_stream(path, on_bytes); });
}

std::unique_ptr<Remote> Connection::another(int interrupt_fd) const {
    xmlrpc::ClientOptions options = options_;
    options.interrupt_fd = interrupt_fd;
    return std::make_unique<Connection>(url_, std::move(options));
}

void Connection::change_url(std::string url) {
    url_ = std::move(url);
    client_.reset();
}

void Connection::change_user(std::string username, std::string password) {
    options_.username = std::move(username);
    options_.password = std::move(password);
    client_.reset();
}

tl::expected<xmlrpc::Client*, xmlrpc::CallError> Connection::client() {
    if (!client_) {
        tl::expected<xmlrpc::Url, std::string> url = xmlrpc::parse_url(url_);
        if (!url) {
            xmlrpc::CallError error;
            error.kind = xmlrpc::CallError::Kind::Connect;
            error.text = std::move(url.error());
            return tl::unexpected(std::move(error));
        }
        client_.emplace(std::move(*url), options_);
    }
    return &*client_;
}

} // namespace halberd::ctl
