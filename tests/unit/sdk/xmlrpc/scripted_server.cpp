#include "scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace halberd::xmlrpc {
namespace {

template <class Address>
void bind_and_listen(int listener, const Address& address) {
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 8) != 0) {
        throw std::runtime_error(std::strerror(errno));
    }
}

std::size_t content_length(std::string_view header) {
    constexpr std::string_view name = "Content-Length: ";
    const auto position = header.find(name);
    return position == std::string_view::npos ? 0 : std::strtoul(header.data() + position + name.size(), nullptr, 10);
}

} // namespace

ScriptedServer::ScriptedServer(std::vector<Reply> replies, Transport transport) : replies_(std::move(replies)) {
    transport == Transport::Unix ? listen_unix() : listen_tcp();
    thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        if (connection_ >= 0) {
            ::shutdown(connection_, SHUT_RDWR);
        }
    }
    thread_.join();
    ::close(listener_);
    if (!folder_.empty()) {
        std::filesystem::remove_all(folder_);
    }
}

void ScriptedServer::listen_unix() {
    std::string folder = std::filesystem::temp_directory_path() / "xmlrpc-test-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    const std::string path = folder_ + "/s";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind_and_listen(listener_, address);
    url_ = "unix://" + path;
}

void ScriptedServer::listen_tcp() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind_and_listen(listener_, address);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

void ScriptedServer::serve() {
    const auto change_connection = [&](int connection) {
        const std::lock_guard lock(mutex_);
        if (connection_ >= 0) {
            ::close(connection_);
        }
        connection_ = connection;
        connections_ += connection >= 0 ? 1 : 0;
        if (is_stopping_ && connection >= 0) {
            ::shutdown(connection, SHUT_RDWR);
        }
    };
    for (std::size_t next = 0; next < replies_.size();) {
        if (connection_ < 0) {
            const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) {
                return;
            }
            change_connection(connection);
        }
        if (!read_request(connection_)) {
            change_connection(-1);
            continue;
        }
        const Reply& reply = replies_[next++];
        ::send(connection_, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL);
        if (reply.closes) {
            change_connection(-1);
        }
    }
    // The last connection stays open until the client or the destructor ends it.
    if (connection_ >= 0) {
        read_request(connection_);
        change_connection(-1);
    }
}

bool ScriptedServer::read_request(int connection) {
    std::string request;
    std::array<char, 4096> block{};
    while (true) {
        const auto end = request.find("\r\n\r\n");
        if (end != std::string::npos && request.size() >= end + 4 + content_length(request)) {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::move(request));
            return true;
        }
        const ssize_t received = ::recv(connection, block.data(), block.size(), 0);
        if (received <= 0) {
            return false;
        }
        request.append(block.data(), static_cast<std::size_t>(received));
    }
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

int ScriptedServer::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

bool ScriptedServer::has_connection() const {
    const std::lock_guard lock(mutex_);
    return connection_ >= 0;
}

std::string http_ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

} // namespace halberd::xmlrpc
