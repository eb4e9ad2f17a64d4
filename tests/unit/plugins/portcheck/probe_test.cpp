#include "plugins/portcheck/probe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

namespace halberd::portcheck {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

// A listening socket; with a conversation, which is held with each one that connects, on a thread of its own.
class Server {
 public:
    using Talk = std::function<void(int connection)>;

    explicit Server(Talk talk = {}, int family = AF_INET) : listener_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (family == AF_UNIX) {
            bind_in_folder();
        }
        if (::listen(listener_, 8) != 0) {
            throw std::runtime_error("cannot listen");
        }
        if (talk) {
            thread_ = std::thread([this, talk = std::move(talk)] { serve(talk); });
        }
    }
    ~Server() {
        ::shutdown(listener_, SHUT_RDWR);
        if (thread_.joinable()) {
            thread_.join();
        }
        ::close(listener_);
        if (!folder_.empty()) {
            std::filesystem::remove_all(folder_);
        }
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    Target target() const {
        if (!folder_.empty()) {
            return parse_target("unix:" + folder_ + "/s").value();
        }
        sockaddr_in6 address{};
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        const std::string port = std::to_string(ntohs(address.sin6_port)); // where sin_port is, too
        return parse_target((address.sin6_family == AF_INET6 ? "[::1]:" : "127.0.0.1:") + port).value();
    }

 private:
    void bind_in_folder() {
        std::string folder = std::filesystem::temp_directory_path() / "portcheck-XXXXXX";
        folder_ = ::mkdtemp(folder.data());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (folder_ + "/s").copy(address.sun_path, sizeof address.sun_path - 1);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    void serve(const Talk& talk) {
        for (int connection = 0; (connection = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(connection)) {
            talk(connection);
        }
    }

    std::string folder_;
    int listener_;
    std::thread thread_;
};

void say(int connection, std::string_view text) {
    EXPECT_EQ(::send(connection, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
}

std::string hear(int connection) {
    char text[100];
    const ssize_t count = ::recv(connection, text, sizeof text, 0);
    return {text, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
}

Finding check(const Target& target, const Terms& terms = {}) {
    return check_all({target}, terms).at(0);
}

const Target closed = parse_target("127.0.0.1:1").value();

TEST(CheckAll, AConnectionIsEnough) {
    const Server server;
    EXPECT_EQ(check(server.target()).failure, "");
    const Server local({}, AF_UNIX);
    EXPECT_EQ(check(local.target()).failure, "");
}

TEST(CheckAll, Ipv6AndNamesAreUnderstood) {
    const int probe = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in6 loopback{};
    loopback.sin6_family = AF_INET6;
    loopback.sin6_addr = in6addr_loopback;
    const bool has_ipv6 = ::bind(probe, reinterpret_cast<sockaddr*>(&loopback), sizeof loopback) == 0;
    ::close(probe);
    if (has_ipv6) {
        const Server server({}, AF_INET6);
        EXPECT_EQ(check(server.target()).failure, "");
    }
    const Server server;
    Target named = server.target();
    named.host = "localhost"; // which may be ::1 first, where nobody listens
    EXPECT_EQ(check(named).failure, "");
}

TEST(CheckAll, ARefusedConnectionIsAFailure) {
    EXPECT_EQ(check(closed).failure, "cannot connect: Connection refused");
    EXPECT_EQ(check(parse_target("unix:/no/such/socket").value()).failure, "cannot connect: No such file or directory");
}

TEST(CheckAll, ANameThatNobodyHasIsAFailure) {
    EXPECT_THAT(check(parse_target("no-such-host.invalid:80").value()).failure,
                StartsWith("cannot look up no-such-host.invalid: "));
}

TEST(CheckAll, TheExpectedTextMayComeInPieces) {
    const Server server([](int connection) {
        EXPECT_EQ(hear(connection), "PING\r\n");
        say(connection, "+PO");
        say(connection, "NG\r\n");
    });
    Terms terms;
    terms.send = "PING\r\n";
    terms.expect = "+PONG";
    EXPECT_EQ(check(server.target(), terms).failure, "");
}

TEST(CheckAll, AnotherTextIsAFailureThatShowsIt) {
    const Server server([](int connection) { say(connection, "-ERR busy\r\n"); });
    Terms terms;
    terms.expect = "+OK";
    EXPECT_EQ(check(server.target(), terms).failure,
              "the expected text did not come; what came was \"-ERR busy\\r\\n\"");
}

TEST(CheckAll, ASilentServerIsGivenUp) {
    const Server server;
    Terms terms;
    terms.expect = "+OK";
    terms.timeout = milliseconds(900);
    EXPECT_EQ(check(server.target(), terms).failure, "timed out after 0.900 s, waiting for the expected text");
    terms.tls = true;
    EXPECT_EQ(check(server.target(), terms).failure, "timed out after 0.900 s, in the TLS handshake");
}

TEST(CheckAll, WhatSpeaksNoTlsFailsTheHandshake) {
    const Server server([](int connection) { say(connection, "SSH-2.0-OpenSSH\r\n"); });
    Terms terms;
    terms.tls = true;
    EXPECT_THAT(check(server.target(), terms).failure, StartsWith("the TLS handshake failed: "));
}

TEST(CheckAll, ItIsTriedAgainBeforeItHasFailed) {
    int attempts = 0;
    const Server server([&](int connection) { say(connection, ++attempts < 3 ? "not yet" : "+OK"); });
    Terms terms;
    terms.expect = "+OK";
    terms.pause = milliseconds(5);
    terms.retries = 1;
    EXPECT_THAT(check(server.target(), terms).failure, HasSubstr("not yet"));
    EXPECT_EQ(check(server.target(), terms).failure, "");
}

TEST(CheckAll, SeveralAreCheckedAtOnce) {
    const Server silent;
    const Server good([](int connection) { say(connection, "+OK"); });
    Terms terms;
    terms.expect = "+OK";
    terms.timeout = milliseconds(900);
    std::vector<Target> targets(20, silent.target());
    targets.push_back(good.target());
    targets.push_back(closed);
    const auto start = std::chrono::steady_clock::now();
    const auto findings = check_all(targets, terms);
    EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(20 * 900)) << "one after the other";
    ASSERT_EQ(findings.size(), 22U);
    EXPECT_THAT(findings[0].failure, HasSubstr("timed out"));
    EXPECT_EQ(findings[20].failure, "");
    EXPECT_THAT(findings[21].failure, HasSubstr("refused"));
}

} // namespace
} // namespace halberd::portcheck
