#include "tests/unit/core/http/http_fixture.hpp"

namespace halberd {
namespace {

// A handler that begins a stream and leaves it to the test.
class HttpStreams : public HttpTest {
 protected:
    HttpStreams() {
        handler.on_request = [this](std::shared_ptr<HttpExchange> exchange) {
            HttpResponse head;
            head.content_type = "text/plain;charset=utf-8";
            head.body = first;
            exchange->on_closed([this] { ++closed; });
            exchange->begin_stream(head);
            stream = std::move(exchange);
        };
    }

    UniqueFd open_stream(std::string_view request = "GET /x HTTP/1.1\r\n\r\n") {
        auto client = connect_tcp();
        send(client, request);
        EXPECT_TRUE(run_until([this] { return stream != nullptr; }));
        return client;
    }
    std::string receive_until(const UniqueFd& client, std::string_view end) {
        return receive(client, [&](const std::string& received) { return received.ends_with(end); });
    }

    std::string first;
    std::shared_ptr<HttpExchange> stream;
    int closed = 0;
};

TEST_F(HttpStreams, BytesComeInChunksAsTheyAreWritten) {
    first = "first";
    listen();
    const auto client = open_stream();
    const std::string head = receive_until(client, "5\r\nfirst\r\n");
    EXPECT_EQ(status_of(head), "HTTP/1.1 200 OK");
    EXPECT_TRUE(has(head, "Transfer-Encoding: chunked\r\n"));
    stream->write("0123456789");
    stream->write("");
    EXPECT_EQ(receive_until(client, "9\r\n"), "a\r\n0123456789\r\n");
    stream->finish();
    EXPECT_EQ(receive_to_end(client), "0\r\n\r\n");
    EXPECT_EQ(closed, 0); // it ended by itself
}

TEST_F(HttpStreams, Http10GetsTheBytesUntilTheConnectionCloses) {
    first = "first";
    listen();
    const auto client = open_stream("GET /x HTTP/1.0\r\n\r\n");
    stream->write("second");
    stream->finish();
    const std::string answer = receive_to_end(client);
    EXPECT_FALSE(has(answer, "Transfer-Encoding"));
    EXPECT_EQ(body_of(answer), "firstsecond");
}

TEST_F(HttpStreams, TheHandlerLearnsThatTheClientHasGone) {
    listen();
    auto client = open_stream();
    receive_until(client, "\r\n\r\n");
    EXPECT_EQ(closed, 0);
    client.reset();
    EXPECT_TRUE(run_until([this] { return closed == 1; }));
    stream->write("into the void");
    stream->finish();
    pump();
    EXPECT_EQ(closed, 1);
}

TEST_F(HttpStreams, WhatTheCallbackHoldsIsLetGoOfWithTheClient) {
    const auto held = std::make_shared<int>(1);
    listen();
    auto client = open_stream();
    stream->on_closed([held] {});
    EXPECT_EQ(held.use_count(), 2);
    client.reset();
    EXPECT_TRUE(run_until([&] { return held.use_count() == 1; }));
}

TEST_F(HttpStreams, AClientThatIsTooFarBehindIsCut) {
    spec.limits.stream_backlog_bytes = 64 * 1024;
    listen();
    const auto client = open_stream();
    const std::string piece(16 * 1024, 'x');
    bool closed_in_write = false;
    EXPECT_TRUE(run_until([&] {
        const int before = closed;
        stream->write(piece);
        closed_in_write = closed_in_write || closed != before;
        return closed == 1;
    }));
    EXPECT_FALSE(closed_in_write);
}

TEST_F(HttpStreams, ASilentStreamMayLastLongerThanAnyTimeLimit) {
    spec.limits.request_time = std::chrono::milliseconds(20);
    spec.limits.write_time = std::chrono::milliseconds(20);
    listen();
    const auto client = open_stream();
    receive_until(client, "\r\n\r\n");
    const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    ASSERT_TRUE(run_until([&] { return std::chrono::steady_clock::now() > later; }));
    stream->write("still here");
    EXPECT_EQ(receive_until(client, "here\r\n"), "a\r\nstill here\r\n");
}

TEST_F(HttpStreams, WhatAClientSendsDuringAStreamIsIgnored) {
    listen();
    const auto client = open_stream("GET /x HTTP/1.1\r\n\r\n\r\nGET /y HTTP/1.1\r\n\r\n");
    send(client, "more\r\n");
    receive_until(client, "\r\n\r\n");
    stream->write("x");
    EXPECT_EQ(receive_until(client, "x\r\n"), "1\r\nx\r\n");
    EXPECT_EQ(handler.requests, 1);
}

TEST_F(HttpStreams, TheServerEndsStreamsWhenItCloses) {
    listen();
    const auto client = open_stream();
    receive_until(client, "\r\n\r\n");
    server->close();
    EXPECT_EQ(closed, 1);
    receive_to_end(client);
    EXPECT_TRUE(ended);
}

} // namespace
} // namespace halberd
