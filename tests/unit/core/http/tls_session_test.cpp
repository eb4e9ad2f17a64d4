#include "sdk/tls/engine.hpp"
#include "tests/unit/core/http/http_fixture.hpp"

namespace halberd {
namespace {

// A server that speaks TLS, and clients that do not, or not well.
class TlsSessions : public HttpTest {
 protected:
    TlsSessions() {
        const std::string file = folder + "/server.pem";
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            " -subj /CN=localhost -keyout " +
            file + ".key -out " + file + " 2>/dev/null";
        EXPECT_EQ(std::system(command.c_str()), 0);
        auto made = tls::server_context({file, file + ".key", ""});
        EXPECT_TRUE(made) << made.error().reason;
        if (made) {
            spec.tls = *std::move(made);
        }
    }
};

TEST_F(TlsSessions, PlainHttpIsAnsweredInPlainHttp) {
    listen();
    const auto client = connect_tcp();
    send(client, "GET / HTTP/1.1\r\n\r\n");
    const std::string answer = receive_to_end(client);
    EXPECT_EQ(status_of(answer), "HTTP/1.1 400 Bad Request");
    EXPECT_TRUE(has(answer, "https://"));
    EXPECT_EQ(handler.requests, 0);
    EXPECT_TRUE(log.contains(LogLevel::Debug, "no TLS connection: the client speaks plain HTTP"));
}

TEST_F(TlsSessions, WhoDoesNotFinishTheHandshakeIsCut) {
    spec.limits.request_time = std::chrono::milliseconds(50);
    listen();
    const auto silent = connect_tcp();
    const auto slow = connect_tcp();
    send(slow, "\x16\x03\x01\x01");
    EXPECT_EQ(receive_to_end(silent), "");
    EXPECT_EQ(receive_to_end(slow), "");
}

TEST_F(TlsSessions, NonsenseEndsTheConnection) {
    listen();
    const auto client = connect_tcp();
    send(client, std::string("\x16\x03\x01\x00\x05", 5) + "nonsense and more of it");
    receive_to_end(client);
    EXPECT_EQ(handler.requests, 0);
    EXPECT_TRUE(log.contains(LogLevel::Debug, "no TLS connection: "));
}

TEST_F(TlsSessions, ClosingTheServerEndsThemAll) {
    listen();
    const auto client = connect_tcp();
    send(client, "\x16\x03");
    pump();
    server.reset();
    EXPECT_EQ(receive_to_end(client), "");
}

} // namespace
} // namespace halberd
