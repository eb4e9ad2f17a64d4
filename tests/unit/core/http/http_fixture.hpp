#pragma once

#include "core/base/unique_fd.hpp"
#include "core/http/http_server.hpp"
#include "tests/fakes/recording_log.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// A handler that does what the test says.
class TestHandler : public HttpHandler {
 public:
    std::function<void(std::shared_ptr<HttpExchange>)> on_request;
    int requests = 0;

    void handle(std::shared_ptr<HttpExchange> exchange) override {
        ++requests;
        on_request(std::move(exchange));
    }
};

// A server on a real socket and clients that are plain sockets; both run on the test's thread.
class HttpTest : public ::testing::Test {
 protected:
    HttpTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "halberd-http-XXXXXX").string();
        folder = mkdtemp(pattern.data());
        handler.on_request = [](const std::shared_ptr<HttpExchange>& exchange) {
            const HttpRequest& request = exchange->request();
            HttpResponse response;
            response.content_type = "text/plain";
            response.body = request.method + " " + request.path + " " + request.query + " " + request.body;
            exchange->respond(std::move(response));
        };
        spec.endpoint = InetEndpoint{"127.0.0.1", 0};
    }
    // Before members of derived fixtures go, which callbacks of open connections may use.
    void TearDown() override {
        server.reset();
        pump();
        std::filesystem::remove_all(folder);
    }

    void listen() {
        auto listening = HttpServer::listen(context, spec, handler, log);
        ASSERT_TRUE(listening) << listening.error().message();
        server = std::move(*listening);
    }

    // The server asks for this user and password.
    void ask_for(std::string user, std::string password) {
        spec.door.asks = true;
        spec.door.users = {{std::move(user), std::move(password), std::nullopt, Role::Admin}};
    }

    Error listen_error() {
        auto listening = HttpServer::listen(context, spec, handler, log);
        EXPECT_FALSE(listening);
        return listening ? Error{} : listening.error();
    }

    UniqueFd connect_tcp() const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(server->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return connect_to(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }

    static UniqueFd connect_unix(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        return connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }

    static void send(const UniqueFd& client, std::string_view bytes) {
        ASSERT_EQ(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    }

    // Lets the server do what it can do at once.
    void pump() {
        context.restart();
        context.poll();
    }

    // Runs the server until the condition holds; false after ten seconds.
    bool run_until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            context.restart();
            context.run_one_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    // What the client receives until `enough` says so or the connection ends; `ended` tells which.
    std::string receive(const UniqueFd& client, const std::function<bool(const std::string&)>& enough) {
        std::string received;
        ended = false;
        EXPECT_TRUE(run_until([&] {
            char bytes[65536];
            const ssize_t size = recv(client.get(), bytes, sizeof bytes, MSG_DONTWAIT);
            if (size > 0) {
                received.append(bytes, static_cast<std::size_t>(size));
            } else if (size == 0 || errno != EAGAIN) {
                ended = true;
            }
            return ended || enough(received);
        })) << "received so far: "
            << received;
        return received;
    }

    // One answer with a Content-Length.
    std::string receive_answer(const UniqueFd& client) {
        return receive(client, [](const std::string& received) {
            const auto head = received.find("\r\n\r\n");
            const auto length = received.find("Content-Length: ");
            return head != std::string::npos && length < head &&
                   received.size() >= head + 4 + std::stoul(received.substr(length + 16));
        });
    }

    std::string receive_to_end(const UniqueFd& client) {
        return receive(client, [](const std::string&) { return false; });
    }

    static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
    static std::string status_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }
    static bool has(const std::string& answer, std::string_view part) { return answer.find(part) != std::string::npos; }

    boost::asio::io_context context;
    RecordingLog log{LogLevel::Debug};
    TestHandler handler;
    std::string folder;
    HttpServerSpec spec;
    std::unique_ptr<HttpServer> server;
    bool ended = false;

 private:
    static UniqueFd connect_to(int family, const sockaddr* address, socklen_t size) {
        UniqueFd client(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(connect(client.get(), address, size), 0) << std::strerror(errno);
        return client;
    }
};

} // namespace halberd
