#include "sdk/xmlrpc/client.hpp"

#include "scripted_server.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <sstream>
#include <thread>

namespace halberd::xmlrpc {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Kind = CallError::Kind;

Client client_of(const ScriptedServer& server, ClientOptions options = {}) {
    return Client(*parse_url(server.url()), std::move(options));
}

ScriptedServer::Reply answer(const Value& value) {
    return {http_ok(encode_response(value))};
}

std::string chunk(const std::string& bytes) {
    std::ostringstream out;
    out << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    return out.str();
}

class ClientOver : public testing::TestWithParam<ScriptedServer::Transport> {};

TEST_P(ClientOver, CallsAMethodAndReturnsItsValue) {
    const ScriptedServer server({answer("3.0")}, GetParam());
    auto client = client_of(server);

    const auto value = client.call("supervisor.getVersion", {"a", 1});

    ASSERT_TRUE(value) << value.error().message();
    EXPECT_EQ(*value, Value("3.0"));
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_THAT(server.requests()[0], HasSubstr("POST /RPC2 HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests()[0], HasSubstr(encode_call({"supervisor.getVersion", {"a", 1}})));
    EXPECT_THAT(server.requests()[0], Not(HasSubstr("Authorization")));
}

INSTANTIATE_TEST_SUITE_P(, ClientOver, testing::Values(ScriptedServer::Transport::Unix, ScriptedServer::Transport::Tcp),
                         [](const auto& instance) {
                             return instance.param == ScriptedServer::Transport::Unix ? "Unix" : "Tcp";
                         });

TEST(Client, KeepsTheConnectionForTheNextCall) {
    const ScriptedServer server({answer(1), answer(2)});
    auto client = client_of(server);
    EXPECT_EQ(client.call("a"), Value(1));
    EXPECT_EQ(client.call("b"), Value(2));
    EXPECT_EQ(server.connections(), 1);
}

TEST(Client, ConnectsAnewWhenTheServerHasClosedTheConnection) {
    ScriptedServer::Reply last = answer(1);
    last.closes = true;
    const ScriptedServer server({last, answer(2)});
    auto client = client_of(server);
    EXPECT_EQ(client.call("a"), Value(1));
    while (server.has_connection()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(client.call("b"), Value(2));
    EXPECT_EQ(server.connections(), 2);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(Client, TellsWhatTheServerHasCalledItself) {
    ScriptedServer::Reply named = answer(1);
    named.bytes.insert(named.bytes.find("\r\n") + 2, "Server: Halberd\r\n");
    const ScriptedServer server({named, answer(2)});
    auto client = client_of(server);
    EXPECT_EQ(client.server(), "");
    EXPECT_EQ(client.call("a"), Value(1));
    EXPECT_EQ(client.server(), "Halberd");
    EXPECT_EQ(client.call("b"), Value(2));
    EXPECT_EQ(client.server(), "");
}

TEST(Client, ReportsAFaultWithItsCodeAndText) {
    const ScriptedServer server({{http_ok(encode_fault({10, "BAD_NAME: x"}))}});
    const auto value = client_of(server).call("supervisor.startProcess", {"x"});
    ASSERT_FALSE(value);
    EXPECT_TRUE(value.error().is_fault(10));
    EXPECT_EQ(value.error().text, "BAD_NAME: x");
}

TEST(Client, SendsUserNameAndPassword) {
    const ScriptedServer server({answer(1)});
    ClientOptions options;
    options.username = "user";
    options.password = "pass:word";
    EXPECT_TRUE(client_of(server, options).call("a"));
    EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: Basic dXNlcjpwYXNzOndvcmQ=\r\n"));
}

TEST(Client, ReportsTheHttpStatus) {
    const ScriptedServer server({{"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"}});
    const auto value = client_of(server).call("a");
    ASSERT_FALSE(value);
    EXPECT_TRUE(value.error().is_http(401));
    EXPECT_EQ(value.error().text, "Unauthorized");
}

TEST(Client, ReportsAMissingSocketAndARefusedConnectionWithErrno) {
    std::string url;
    {
        const ScriptedServer server({});
        url = server.url();
    }
    EXPECT_TRUE(Client(*parse_url(url)).call("a").error().is_connect(ENOENT));

    {
        const ScriptedServer server({}, ScriptedServer::Transport::Tcp);
        url = server.url();
    }
    EXPECT_TRUE(Client(*parse_url(url)).call("a").error().is_connect(ECONNREFUSED));
}

TEST(Client, ReportsAnAnswerThatIsNoXmlRpcOrNoHttp) {
    const ScriptedServer server({{http_ok("<html/>")}, {"220 mail.example.com ESMTP\r\n\r\n"}});
    auto client = client_of(server);
    const auto html = client.call("a");
    ASSERT_FALSE(html);
    EXPECT_EQ(html.error().kind, Kind::Malformed);
    EXPECT_THAT(html.error().text, HasSubstr("<methodResponse>"));

    const auto mail = client.call("a");
    ASSERT_FALSE(mail);
    EXPECT_EQ(mail.error().kind, Kind::Malformed);
}

TEST(Client, ReportsAConnectionThatBreaksInTheAnswer) {
    const ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<?xml", true}});
    const auto value = client_of(server).call("a");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, Kind::Disconnected);
}

TEST(Client, GivesUpWhenTheAnswerTakesTooLong) {
    const ScriptedServer server({{""}});
    ClientOptions options;
    options.timeout = 20ms;
    const auto value = client_of(server, options).call("a");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, Kind::TimedOut);
}

TEST(Client, StopsWaitingWhenTheInterruptDescriptorIsReadable) {
    const ScriptedServer server({{""}});
    const int event = ::eventfd(1, EFD_CLOEXEC);
    ClientOptions options;
    options.interrupt_fd = event;
    const auto value = client_of(server, options).call("a");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, Kind::Interrupted);

    eventfd_t count = 0;
    EXPECT_EQ(::eventfd_read(event, &count), 0) << "the descriptor is left open and unread";
    ::close(event);
}

TEST(Client, CallsAgainAfterAnInterrupt) {
    const ScriptedServer server({answer(1), answer(2)});
    const int event = ::eventfd(1, EFD_CLOEXEC);
    ClientOptions options;
    options.interrupt_fd = event;
    auto client = client_of(server, options);
    EXPECT_EQ(client.call("a").error().kind, Kind::Interrupted);
    eventfd_t count = 0;
    ::eventfd_read(event, &count);
    EXPECT_TRUE(client.call("b"));
    ::close(event);
}

TEST(Client, HandsOutAChunkedStreamAsItArrives) {
    const ScriptedServer server(
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("one\n") + chunk("two\n") + "0\r\n\r\n"}});
    std::string received;
    const auto ended = client_of(server).get_stream("/logtail/web/stdout", [&](std::string_view bytes) {
        received += bytes;
        return true;
    });
    EXPECT_TRUE(ended);
    EXPECT_EQ(received, "one\ntwo\n");
    EXPECT_THAT(server.requests()[0], HasSubstr("GET /logtail/web/stdout HTTP/1.1\r\n"));
}

TEST(Client, EndsAStreamWhenTheReceiverHasEnough) {
    const ScriptedServer server({{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("one\n")}});
    const auto ended = client_of(server).get_stream("/mainlogtail", [](std::string_view) { return false; });
    EXPECT_TRUE(ended);
}

TEST(Client, ASilentStreamIsEndedByTheInterruptOnlyAndNotByTheTimeOut) {
    const ScriptedServer server({{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("one\n")}});
    const int event = ::eventfd(0, EFD_CLOEXEC);
    ClientOptions options;
    options.timeout = 50ms;
    options.interrupt_fd = event;
    auto client = client_of(server, options);
    std::thread interrupter;
    const auto ended = client.get_stream("/mainlogtail", [&](std::string_view) {
        interrupter = std::thread([event] {
            std::this_thread::sleep_for(150ms); // three time-outs of silence
            ::eventfd_write(event, 1);
        });
        return true;
    });
    interrupter.join();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind, Kind::Interrupted);
    ::close(event);
}

TEST(Client, ReportsTheStatusOfARefusedStream) {
    const ScriptedServer server({{"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n"}});
    const auto ended = client_of(server).get_stream("/logtail/x", [](std::string_view) {
        ADD_FAILURE() << "the body of an error is no log";
        return true;
    });
    ASSERT_FALSE(ended);
    EXPECT_TRUE(ended.error().is_http(404));
}

} // namespace
} // namespace halberd::xmlrpc
