#include "tests/unit/core/http/http_fixture.hpp"

namespace halberd {
namespace {

using namespace std::chrono_literals;
using HttpSessions = HttpTest;

TEST_F(HttpSessions, AConnectionServesManyRequests) {
    listen();
    const auto client = connect_tcp();
    for (int i = 0; i < 3; ++i) {
        send(client, "GET /a%20b?x=%20y HTTP/1.1\r\nHost: h\r\n\r\n");
        const std::string answer = receive_answer(client);
        EXPECT_EQ(status_of(answer), "HTTP/1.1 200 OK");
        EXPECT_EQ(body_of(answer), "GET /a b x=%20y ");
        EXPECT_FALSE(has(answer, "Connection:"));
    }
    EXPECT_EQ(handler.requests, 3);
}

TEST_F(HttpSessions, RequestsSentTogetherAreAnsweredInOrder) {
    listen();
    const auto client = connect_tcp();
    send(client,
         "GET /1 HTTP/1.1\r\n\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\n"
         "Connection: close\r\n\r\n");
    const std::string answers = receive_to_end(client);
    const auto first = answers.find("GET /1  ");
    const auto second = answers.find("POST /2  abc");
    const auto third = answers.find("GET /3  ");
    EXPECT_TRUE(first < second && second < third && third != std::string::npos) << answers;
}

TEST_F(HttpSessions, ARequestMayArriveByteByByte) {
    listen();
    const auto client = connect_tcp();
    for (const char c : std::string("POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")) {
        EXPECT_EQ(handler.requests, 0);
        send(client, std::string(1, c));
        pump();
    }
    EXPECT_EQ(body_of(receive_answer(client)), "POST /x  hello");
}

TEST_F(HttpSessions, AChunkedBodyIsReadToo) {
    listen();
    const auto client = connect_tcp();
    send(client, "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(body_of(receive_answer(client)), "POST /x  abcde");
}

TEST_F(HttpSessions, AClientThatExpectsContinueGetsIt) {
    listen();
    const auto client = connect_tcp();
    send(client, "POST /x HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    const std::string interim = receive(client, [](const std::string& got) { return got.ends_with("\r\n\r\n"); });
    EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    send(client, "ok");
    EXPECT_EQ(body_of(receive_answer(client)), "POST /x  ok");
}

TEST_F(HttpSessions, Http10ClosesUnlessAskedToKeepTheConnection) {
    listen();
    const auto client = connect_tcp();
    send(client, "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const std::string kept = receive_answer(client);
    EXPECT_EQ(status_of(kept), "HTTP/1.0 200 OK");
    EXPECT_TRUE(has(kept, "Connection: Keep-Alive\r\n"));
    send(client, "GET /2 HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(has(receive_to_end(client), "Connection: close\r\n"));
    EXPECT_TRUE(ended);
}

TEST_F(HttpSessions, HeadIsAnsweredWithoutABody) {
    listen();
    const auto client = connect_tcp();
    send(client, "HEAD /x HTTP/1.1\r\nConnection: close\r\n\r\n");
    const std::string answer = receive_to_end(client);
    EXPECT_TRUE(has(answer, "Content-Length: 9\r\n"));
    EXPECT_EQ(body_of(answer), "");
}

TEST_F(HttpSessions, AnAnswerMayComeMuchLater) {
    std::shared_ptr<HttpExchange> waiting;
    handler.on_request = [&](std::shared_ptr<HttpExchange> exchange) { waiting = std::move(exchange); };
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(run_until([&] { return waiting != nullptr; }));
    pump();
    HttpResponse response;
    response.body = "late";
    waiting->respond(response);
    waiting->respond(response); // a second answer is none
    EXPECT_EQ(body_of(receive_answer(client)), "late");
}

TEST_F(HttpSessions, AnAnswerToAClientThatHasGoneIsDropped) {
    std::shared_ptr<HttpExchange> waiting;
    handler.on_request = [&](std::shared_ptr<HttpExchange> exchange) { waiting = std::move(exchange); };
    listen();
    auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(run_until([&] { return waiting != nullptr; }));
    const linger reset{1, 0};
    setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    client.reset();
    HttpResponse response;
    response.body = std::string(8 * 1024 * 1024, 'x');
    waiting->respond(std::move(response));
    pump();
    const auto next = connect_tcp();
    send(next, "GET /y HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(run_until([&] { return waiting->request().path == "/y"; }));
    waiting->respond({});
    EXPECT_EQ(status_of(receive_answer(next)), "HTTP/1.1 200 OK");
}

TEST_F(HttpSessions, ALargeAnswerArrivesWhole) {
    std::string large;
    for (int i = 0; large.size() < 3'000'000; ++i) {
        large += std::to_string(i) + ",";
    }
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response;
        response.body = large;
        exchange->respond(std::move(response));
    };
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\n\r\n");
    EXPECT_EQ(body_of(receive_answer(client)), large);
}

TEST_F(HttpSessions, HeadersOfAnAnswerCannotBeForged) {
    handler.on_request = [](const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response;
        response.headers = {{"Location", "/x\r\nSet-Cookie: a=b"}};
        exchange->respond(std::move(response));
    };
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(has(receive_answer(client), "\r\nLocation: /xSet-Cookie: a=b\r\n"));
}

TEST_F(HttpSessions, WhatIsNoHttpIsABadRequest) {
    listen();
    for (const char* request : {"hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\r\nbad header\r\n\r\n"}) {
        const auto client = connect_tcp();
        send(client, request);
        EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 400 Bad Request") << request;
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(HttpSessions, ABadRequestAfterHeadIsAnsweredWithABody) {
    listen();
    const auto client = connect_tcp();
    send(client, "HEAD / HTTP/1.1\r\n\r\n");
    receive(client, [](const std::string& got) { return got.ends_with("\r\n\r\n"); });
    send(client, "hello\r\n\r\n");
    EXPECT_TRUE(has(body_of(receive_to_end(client)), "<h1>400 Bad Request</h1>"));
}

TEST_F(HttpSessions, AnOversizedHeaderIsRefused) {
    listen();
    const auto client = connect_tcp();
    send(client, "GET / HTTP/1.1\r\nX: " + std::string(10'000, 'x') + "\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_F(HttpSessions, TheLimitOfAHeaderIsTheSameWhereverItIsCut) {
    spec.limits.header_bytes = 300;
    listen();
    const std::string line = "GET / HTTP/1.1\r\n";
    const std::string rest = "A: " + std::string(100, 'a') + "\r\nConnection: close\r\nB: ";
    for (const std::size_t size : {300U, 301U}) {
        const std::string header = line + rest + std::string(size - line.size() - rest.size() - 4, 'b') + "\r\n\r\n";
        ASSERT_EQ(header.size(), size);
        for (const std::size_t cut : {std::size_t{0}, std::size_t{5}, line.size(), std::size_t{150}, size - 1}) {
            const auto client = connect_tcp();
            send(client, header.substr(0, cut));
            pump();
            send(client, header.substr(cut));
            EXPECT_EQ(status_of(receive_to_end(client)),
                      size == 300 ? "HTTP/1.1 200 OK" : "HTTP/1.1 431 Request Header Fields Too Large")
                << size << " bytes, cut at " << cut;
        }
    }
}

TEST_F(HttpSessions, AnOversizedBodyIsRefusedBeforeItIsSent) {
    spec.limits.body_bytes = 1000;
    listen();
    const auto client = connect_tcp();
    send(client, "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 413 Request Entity Too Large");
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(HttpSessions, AnOversizedChunkedBodyIsRefused) {
    spec.limits.body_bytes = 1000;
    listen();
    const auto client = connect_tcp();
    send(client,
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 413 Request Entity Too Large");
}

TEST_F(HttpSessions, APostThatSaysNothingOfABodyHasNone) {
    bool lacks_length = false;
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        lacks_length = exchange->request().lacks_length && exchange->request().body.empty();
        exchange->respond(HttpResponse{});
    };
    listen();
    const auto client = connect_tcp();
    send(client, "POST / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 200 OK");
    EXPECT_TRUE(lacks_length);
    const auto other = connect_tcp();
    send(other, "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    receive_to_end(other);
    EXPECT_FALSE(lacks_length);
}

TEST_F(HttpSessions, ARefusalReachesAClientThatIsStillSending) {
    spec.limits.body_bytes = 1000;
    listen();
    const auto client = connect_tcp();
    send(client, "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 413 Request Entity Too Large");
}

TEST_F(HttpSessions, AClientThatSendsTooSlowlyIsCut) {
    spec.limits.request_time = 50ms;
    listen();
    const auto silent = connect_tcp();
    const auto slow_header = connect_tcp();
    const auto slow_body = connect_tcp();
    send(slow_header, "GET / HT");
    send(slow_body, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
    EXPECT_EQ(receive_to_end(silent), "");
    EXPECT_EQ(receive_to_end(slow_header), "");
    EXPECT_EQ(receive_to_end(slow_body), "");
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(HttpSessions, AServedConnectionMayStayIdle) {
    spec.limits.request_time = 20ms;
    listen();
    const auto client = connect_tcp();
    send(client, "GET /1 HTTP/1.1\r\n\r\n");
    receive_answer(client);
    const auto later = std::chrono::steady_clock::now() + 100ms; // well beyond the limit for requests
    ASSERT_TRUE(run_until([&] { return std::chrono::steady_clock::now() > later; }));
    send(client, "GET /2 HTTP/1.1\r\n\r\n");
    EXPECT_EQ(body_of(receive_answer(client)), "GET /2  ");
}

TEST_F(HttpSessions, AnIdleConnectionWakesNobody) {
    listen();
    const auto client = connect_tcp();
    send(client, "GET /1 HTTP/1.1\r\n\r\n");
    receive_answer(client);
    pump();
    EXPECT_EQ(context.run_for(100ms), 0U);
}

TEST_F(HttpSessions, AClientThatTakesNothingIsCut) {
    spec.limits.write_time = 50ms;
    handler.on_request = [](const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response;
        response.body = std::string(64 * 1024 * 1024, 'x');
        exchange->respond(std::move(response));
    };
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\n\r\n");
    const auto later = std::chrono::steady_clock::now() + 300ms;
    ASSERT_TRUE(run_until([&] { return std::chrono::steady_clock::now() > later; }));
    EXPECT_LT(receive_to_end(client).size(), 64U * 1024 * 1024);
}

TEST_F(HttpSessions, OfLargeBodiesNoMoreAreTakenInThanMayBeHeld) {
    spec.limits.free_bytes = 10;
    spec.limits.held_bytes = 250;
    spec.limits.body_bytes = 200;
    listen();
    const auto first = connect_tcp();
    send(first, "POST /1 HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    pump();
    const auto chunked = connect_tcp();
    send(chunked, "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(chunked)), "HTTP/1.1 503 Service Unavailable");
    const auto small = connect_tcp();
    send(small, "POST /3 HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde");
    EXPECT_EQ(body_of(receive_answer(small)), "POST /3  abcde");

    send(first, std::string(100, 'x'));
    EXPECT_EQ(status_of(receive_answer(first)), "HTTP/1.1 200 OK");
    const auto last = connect_tcp();
    send(last, "POST /4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
    EXPECT_EQ(body_of(receive_answer(last)), "POST /4  abcde");
}

TEST_F(HttpSessions, WhatAClientThatHasGoneWasToSendIsNotHeldAnyMore) {
    spec.limits.free_bytes = 10;
    spec.limits.held_bytes = 100;
    listen();
    {
        const auto gone = connect_tcp();
        send(gone, "POST /1 HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
        pump();
    }
    pump();
    const auto client = connect_tcp();
    send(client, "POST /2 HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'));
    EXPECT_EQ(status_of(receive_answer(client)), "HTTP/1.1 200 OK");
}

TEST_F(HttpSessions, OfLargeAnswersTheOneThatHasWaitedLongestForItsClientIsGivenUp) {
    const std::size_t size = std::size_t{4} * 1024 * 1024; // more than a UNIX socket takes
    spec.endpoint = UnixEndpoint{folder + "/s.sock", 0700, {}, {}};
    spec.limits.held_bytes = size * 5 / 2;
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response;
        response.body = std::string(size, 'x');
        exchange->respond(std::move(response));
    };
    listen();
    const auto first = connect_unix(folder + "/s.sock");
    const auto second = connect_unix(folder + "/s.sock");
    const auto third = connect_unix(folder + "/s.sock");
    for (const auto* client : {&first, &second, &third}) {
        send(*client, "GET / HTTP/1.1\r\n\r\n");
        pump();
    }
    EXPECT_LT(receive_to_end(first).size(), size);
    EXPECT_EQ(body_of(receive_answer(third)).size(), size);
    EXPECT_EQ(body_of(receive_answer(second)).size(), size);
}

} // namespace
} // namespace halberd
